"""Rules of votes and elections (bầu cử, biểu quyết, lấy phiếu), which an auditor can run alone."""
