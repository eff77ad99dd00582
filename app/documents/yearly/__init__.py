"""The yearly archive of a place (居務檔案): all that its committee must keep of one year, as one ZIP file."""
