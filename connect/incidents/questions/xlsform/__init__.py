"""Sets of questions as XLSForm workbooks, which aid workers know from KoBo and ODK, out and in again."""
