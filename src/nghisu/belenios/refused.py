"""What is wrong with an archive, a ballot or a key, as a code and a sentence in two languages."""


class Refused(Exception):
    """Something does not hold.

    :param code: what, in a word of ``SENTENCES``
    :param values: what the sentence names
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
        self.ballot: tuple[int, str] | None = None

    def __str__(self) -> str:
        return self.said("en")

    def said(self, language: str) -> str:
        """Return the sentence in "vi" or "en"."""
        english, vietnamese = SENTENCES[self.code]
        said = (vietnamese if language == "vi" else english).format(**self.values)
        if self.ballot is None:
            return said
        number, tracker = self.ballot
        where = f"Lá phiếu thứ {number}" if language == "vi" else f"Ballot {number}"
        return f"{where} ({tracker}): {said}"

    def of_ballot(self, number: int, tracker: str) -> "Refused":
        """Name the ballot of an archive that does not hold, by its place and its tracker."""
        self.ballot = (number, tracker)
        return self


SENTENCES: dict[str, tuple[str, str]] = {
    "archive_shape": (
        "The file is not a Belenios archive: {what}.",
        "Tệp không phải kho lưu trữ Belenios: {what}.",
    ),
    "archive_name": (
        "The record {name} does not hold what its name says.",
        "Bản ghi {name} không chứa đúng nội dung mà tên của nó nêu.",
    ),
    "chain": (
        "Event {height} does not follow the one before it: {what}.",
        "Sự kiện {height} không nối tiếp sự kiện trước: {what}.",
    ),
    "missing": ("The archive lacks {what}.", "Kho lưu trữ thiếu {what}."),
    "not_canonical": (
        "{what} is not written in the one way the protocol allows.",
        "{what} không được viết theo cách duy nhất mà giao thức cho phép.",
    ),
    "out_of_profile": (
        "{what} is outside of the profile that is verified here.",
        "{what} nằm ngoài phạm vi được kiểm chứng ở đây.",
    ),
    "not_an_element": (
        "{what} is not an element of the group.",
        "{what} không phải phần tử của nhóm.",
    ),
    "not_a_number": (
        "{what} is not a number below the order of the group.",
        "{what} không phải số nhỏ hơn cấp của nhóm.",
    ),
    "self_test": (
        "The library for Ed25519 accepts points outside of the group; secret ballots stay closed.",
        "Thư viện Ed25519 chấp nhận điểm ngoài nhóm; không mở phiếu kín điện tử.",
    ),
    "proof": ("The proof of {what} does not hold.", "Chứng minh {what} không đúng."),
    "election_key": (
        "The public key of the election is not the product of the trustees' keys.",
        "Khóa công khai của cuộc bầu không phải tích các khóa của người giữ khóa.",
    ),
    "trustees": ("The list of trustees is wrong: {what}.", "Danh sách người giữ khóa sai: {what}."),
    "credentials": (
        "The list of public credentials is wrong: {what}.",
        "Danh sách mã cử tri công khai sai: {what}.",
    ),
    "another_election": (
        "The ballot belongs to another election.",
        "Lá phiếu thuộc cuộc bầu khác.",
    ),
    "unknown_credential": (
        "The ballot's credential is not on the list.",
        "Mã cử tri của lá phiếu không có trong danh sách.",
    ),
    "ballot_shape": ("The ballot is malformed: {what}.", "Lá phiếu sai cấu trúc: {what}."),
    "ballot_twice": (
        "The same ballot, or a part of it, stands in the archive twice.",
        "Cùng một lá phiếu, hoặc một phần của nó, xuất hiện hai lần trong kho lưu trữ.",
    ),
    "voted_twice": (
        "A credential voted twice, and the description of the election allows one ballot.",
        "Một mã cử tri bỏ phiếu hai lần, trong khi mô tả cuộc bầu chỉ cho phép một lá phiếu.",
    ),
    "tally": (
        "The encrypted tally is not the product of the last ballot of each credential.",
        "Tổng mã hóa không phải tích các lá phiếu cuối cùng của từng mã cử tri.",
    ),
    "too_few_shares": (
        "The result cannot be decrypted: {have} of {need} shares are there.",
        "Không giải mã được kết quả: mới có {have}/{need} phần khóa.",
    ),
    "share": (
        "The share of trustee {owner} is wrong.",
        "Phần giải mã của người giữ khóa {owner} sai.",
    ),
    "result": (
        "The result written in the archive is not what the ballots give.",
        "Kết quả ghi trong kho lưu trữ không khớp với các lá phiếu.",
    ),
    "no_result": ("The archive holds no result yet.", "Kho lưu trữ chưa có kết quả."),
    "credential_shape": (
        "This is not a credential; it has 22 letters and digits in four groups.",
        "Đây không phải mã cử tri; mã có 22 chữ và số chia thành bốn nhóm.",
    ),
    "choice": ("The choice does not fit the question: {what}.", "Lựa chọn không hợp câu hỏi: {what}."),
}
