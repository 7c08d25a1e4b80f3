"""The few answers the hub gives by itself, in both languages, without the pages' process."""

WORDS = {
    400: ("Yêu cầu không đọc được.", "The request could not be read."),
    401: (
        "Phiên theo dõi trực tiếp đã hết hạn; hãy tải lại trang.",
        "The live ticket has ended; reload the page.",
    ),
    405: ("Cách gửi này không dùng được ở đây.", "This method cannot be used here."),
    408: ("Yêu cầu đến quá chậm; hãy gửi lại.", "The request came too slowly; send it again."),
    413: ("Tệp hoặc biểu mẫu quá lớn.", "The file or form is too large."),
    417: ("Yêu cầu không đọc được.", "The request could not be read."),
    431: ("Phần đầu của yêu cầu quá dài.", "The head of the request is too long."),
    501: ("Yêu cầu không đọc được.", "The request could not be read."),
    503: ("Máy chủ đang bận; hãy thử lại sau vài giây.", "The server is busy; try again in a few seconds."),
    504: ("Trang này mất quá nhiều thời gian; hãy thử lại.", "This page took too long; try again."),
}
REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    417: "Expectation Failed",
    431: "Request Header Fields Too Large",
    501: "Not Implemented",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
PAGE = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>{vietnamese}</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>{vietnamese}</h1><p lang="en">{english}</p></main></body>
</html>
"""


def plain(status: int, *, is_head: bool = False) -> bytes:
    """Return a whole answer that closes the connection."""
    vietnamese, english = WORDS[status]
    body = PAGE.format(vietnamese=vietnamese, english=english).encode()
    lines = [
        f"HTTP/1.1 {status} {REASONS[status]}",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    ]
    if status in {503, 504}:
        lines.append("Retry-After: 3")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (b"" if is_head else body)
