def pdf(review):
    return b""
