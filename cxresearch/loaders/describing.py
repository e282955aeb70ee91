def describe(survey):
    return repr(survey)
