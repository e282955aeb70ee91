"""The three survey files of Harbour Bank in the layouts that their platforms export, written by hand.

Customers arrive as Qualtrics writes them (three header rows), staff as SurveyMonkey does (two header rows, in which a
blank cell carries the question forward), leaders as a plain workbook. The same data always give the same bytes.
"""

import csv
import io
import json

import harbour_bank_more as more
import harbour_bank_plan as plan
from steady_workbook import write_workbook

CREATOR = "Harbour Bank (invented)"
EXPERIENCE = "How would you rate Harbour Bank today on each of the following?"
IMPORTANCE = "How important is each of the following to customers?"
EXPECTATION = "What did you expect of Harbour Bank on each of the following?"
PROMISE = "How well does Harbour Bank keep its promise on each of the following?"
PREDICTION = "What do you predict customers will answer on each of the following?"
OPEN = {"OE_1": "What do we do well?", "OE_2": "What could be improved?", "OE_3": "What do competitors do differently?",
        "OE_4": "What should we continue or start doing?"}
REASON = "If you left Harbour Bank, what would be the main reason?"
REASON_PREDICTED = "What do you predict staff will give as the main reason for leaving Harbour Bank?"
OWNS = "Which department owns the customer when something goes wrong?"
UNDERSTOOD = "How well do you understand each of the following?"
UNDERSTOOD_INSIDE = "How well do customers understand each of the following?"
DRAWS = "What draws you back to Harbour Bank?"
DISENGAGES = "What makes it hard to give your best here?"
HANDOFF = "How well do hand-offs from {} to yours work?"
AGREE, AGREE_MORE = "How far do you agree with each of the following?", "And how far do you agree with these?"

CUSTOMER_TEXT = {
    "NPS": "How likely are you to recommend Harbour Bank to a friend or colleague?",
    "RECOMMENDED": "Have you recommended Harbour Bank to someone in the last 12 months?",
    "CSAT": "Overall, how satisfied are you with Harbour Bank?",
    "STAFF": "How satisfied are you with the staff you dealt with?",
    "MATTER": "What was your last matter with us about?",
    "EFFORT": "How easy was it to get your last matter solved?",
    "CLOSED": "Have you closed an account with us in the last 12 months?",
    "BESTINLIFE_NAME": "Which company makes life easiest for you?",
    "BESTINLIFE": "Thinking of the company that makes life easiest for you, how would you rate it?",
    "OWNEASE": "And thinking of Harbour Bank in the same way, how would you rate it?",
    **OPEN,
}
METADATA = {"StartDate": ("Start Date", "startDate"), "EndDate": ("End Date", "endDate"),
            "Status": ("Response Type", "status"), "Progress": ("Progress", "progress"),
            "Duration (in seconds)": ("Duration (in seconds)", "duration"), "Finished": ("Finished", "finished"),
            "RecordedDate": ("Recorded Date", "recordedDate"), "ResponseId": ("Response ID", "_recordId"),
            "DistributionChannel": ("Distribution Channel", "distributionChannel"),
            "UserLanguage": ("User Language", "userLanguage")}
EMBEDDED = ("CustomerID", "Wave", "Branch", "Channel", "HandledBy", "Weight")


def customer_header():
    """Column id -> (question text, ImportId) of the Qualtrics file, in order."""
    header = dict(METADATA)
    for number, (stem, text) in enumerate(
            (("EXP", EXPERIENCE), ("IMP", IMPORTANCE), ("XPC", EXPECTATION), ("PRM", PROMISE)), start=1):
        for i, topic in enumerate(plan.TOUCHPOINTS, start=1):
            header[f"{stem}_{i}"] = (f"{text} - {topic}", f"QID{number}_{i}")
    for number, (column, text) in enumerate(CUSTOMER_TEXT.items(), start=5):
        header[column] = (text, f"QID{number}_TEXT" if column in OPEN else f"QID{number}")
    header.update({name: (name, name) for name in EMBEDDED})
    for i, (column, topic) in enumerate(zip(more.columns(), more.UNDERSTOOD, strict=True), start=1):
        header[column] = (f"{UNDERSTOOD} - {topic}", f"QID19_{i}")
    return {**header, "DRAWS": (DRAWS, "QID20_TEXT")}


def write_customers(frame, path):
    """Write the customers' file: ids, question texts, ImportIds, then a row a response."""
    header = customer_header()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerow([text for text, _ in header.values()])
    writer.writerow([json.dumps({"ImportId": i}, separators=(",", ":")) for _, i in header.values()])
    writer.writerows(frame[list(header)].astype(str).itertuples(index=False))
    path.write_bytes(out.getvalue().encode("utf-8"))


def staff_header():
    """Rows one and two of the SurveyMonkey workbook, and the frame's column for each."""
    columns = [("Respondent ID", "", "respondent"), ("Collector ID", "", "collector"), ("Start Date", "", "Start"),
               ("End Date", "", "End"), ("IP Address", "", ""), ("Email Address", "", ""), ("First Name", "", ""),
               ("Last Name", "", ""), ("Wave", "", "Wave"), ("Branch", "Response", "Branch"),
               ("Department", "Response", "Department")]

    def matrix(text, rows):
        return [(text if k == 0 else "", row, column) for k, (column, row) in enumerate(rows)]

    for stem, text in (("EXP", EXPERIENCE), ("IMP", IMPORTANCE), ("PRM", PROMISE)):
        columns += matrix(text, [(f"{stem}_{i}", t) for i, t in enumerate(plan.TOUCHPOINTS, start=1)])
    columns += matrix(AGREE, [(q, plan.STATEMENTS[q][0]) for q in plan.ATTITUDE])
    columns += matrix(AGREE_MORE, [(q, plan.STATEMENTS[q][0]) for q in ("RECOGNITION", "FEAR", "LEAVE", "ADKEEP")])
    columns += [(REASON, "Response", "REASON"), (OWNS, "Response", "OWNS")]
    columns += [(HANDOFF.format(d), "Response", f"HANDOFF_{d}") for d in plan.DEPARTMENTS]
    columns.append(("How likely are you to recommend Harbour Bank as a place to work?", "Response", "NPS"))
    columns.append((DISENGAGES, "Open-Ended Response", "DISENGAGES"))
    columns += matrix(UNDERSTOOD_INSIDE, list(zip(more.columns(), more.UNDERSTOOD, strict=True)))
    return columns + [(text, "Open-Ended Response", column) for column, text in OPEN.items()]


def write_staff(frame, path):
    """Write the staff's workbook with its two header rows."""
    columns = staff_header()
    frame = frame.assign(**{"": ""})
    rows = [[a for a, _, _ in columns], [b for _, b, _ in columns]]
    write_workbook("Sheet", rows + frame[[c for _, _, c in columns]].values.tolist(), path, CREATOR)


def leader_header():
    """Header text -> the frame's column, of the leaders' plain workbook."""
    header = {"Respondent": "respondent", "Wave": "Wave", "Function": "Function"}
    for stem, text in (("EXP", EXPERIENCE), ("IMP", IMPORTANCE), ("PRED", PREDICTION)):
        header.update({f"{text} - {t}": f"{stem}_{i}" for i, t in enumerate(plan.TOUCHPOINTS, start=1)})
    return {**header, REASON_PREDICTED: "REASON", OWNS: "OWNS", **{text: c for c, text in OPEN.items()},
            **{f"{UNDERSTOOD_INSIDE} - {t}": c for c, t in zip(more.columns(), more.UNDERSTOOD, strict=True)}}


def write_leaders(frame, path):
    """Write the leaders' workbook, one header row."""
    header = leader_header()
    write_workbook("Leaders", [list(header), *frame[list(header.values())].values.tolist()], path, CREATOR)
