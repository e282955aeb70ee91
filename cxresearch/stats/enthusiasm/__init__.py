"""What makes customers more than content: that they understand it, that it is kept each time, easy, and a delight."""
