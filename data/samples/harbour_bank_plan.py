"""What was planted at Harbour Bank, the made-up client: every number that the sample is made from.

Means are on the 0-100 scale, shares in percent. Everything here is invented: the bank, its towns, its competitors and
every number. `harbour_bank_truth` turns these into probabilities, `harbour_bank_links` ties the answers together.
"""

TOUCHPOINTS = (
    "Opening an account", "Waiting time", "Friendliness of staff", "Advice", "Mobile app", "Website",
    "Billing and fees", "Letters and e-mails", "Complaint handling", "Cards and payments", "Loan application",
    "Branch opening hours",
)
AUDIENCES = ("Leadership", "Staff", "Customers")
WAVES = ("2024", "2025")
CHANNELS = ("Branch", "Digital")

# Customers are sampled two to one from the branch channel although most of them are digital; the weights undo this.
CHANNEL_SHARE = {"Branch": 0.4, "Digital": 0.6}
CHANNEL_WEIGHT = {"Branch": 0.6, "Digital": 1.8}
CUSTOMERS_ASKED = {("2024", "Branch"): 2000, ("2024", "Digital"): 1000,
                   ("2025", "Branch"): 3000, ("2025", "Digital"): 1500}
STAFF_ASKED = {"2024": 500, "2025": 700}
LEADERS_ASKED = 60
INVITED = {("Leadership", "2025"): 72, ("Staff", "2024"): 845, ("Staff", "2025"): 940,
           ("Customers", "2024"): 16000, ("Customers", "2025"): 22500}
POPULATION = {"Leadership": 72, "Staff": 940, "Customers": 310000}
SUBSAMPLE = 0.4  # expectation and promise go to a random 40% of customers

# Experience on the 0-100 scale: customers 2025, staff minus customers, leaders minus customers, branch minus digital
# channel, change of customers since 2024, change of staff since 2024.
EXPERIENCE = {
    "Opening an account": (68, 1, 0, 4, 2, 1),
    "Waiting time": (44, 8, 25, -10, -3, -2),
    "Friendliness of staff": (78, 2, 1, 8, 1, 1),
    "Advice": (62, 4, 12, 10, 0, 1),
    "Mobile app": (60, 3, 16, -6, 7, 5),
    "Website": (57, 2, 11, -5, 2, 1),
    "Billing and fees": (47, 9, 31, 0, 0, 0),
    "Letters and e-mails": (53, 1, 8, -2, 1, 0),
    "Complaint handling": (42, 9, 27, 5, 2, 3),
    "Cards and payments": (72, 1, 8, -3, 1, 1),
    "Loan application": (58, 13, 4, 6, 0, -1),
    "Branch opening hours": (55, -2, 9, -12, -4, -2),
}
# Importance, 0-100: customers, staff, leaders. Leaders rank almost the other way round.
IMPORTANCE = {
    "Opening an account": (55, 62, 70), "Waiting time": (82, 76, 54), "Friendliness of staff": (70, 84, 74),
    "Advice": (62, 78, 86), "Mobile app": (66, 68, 90), "Website": (58, 60, 80), "Billing and fees": (88, 70, 47),
    "Letters and e-mails": (38, 46, 58), "Complaint handling": (79, 74, 60), "Cards and payments": (84, 72, 66),
    "Loan application": (50, 58, 77), "Branch opening hours": (60, 64, 50),
}
# Customers' expectation and kept promise, staff's view of the kept promise, leaders' prediction of customers' answer.
EXPECTED = {
    "Opening an account": (70, 66, 70, 72), "Waiting time": (66, 40, 49, 62), "Friendliness of staff": (74, 77, 80, 82),
    "Advice": (68, 60, 66, 72), "Mobile app": (72, 58, 62, 75), "Website": (68, 57, 61, 66),
    "Billing and fees": (70, 41, 52, 70), "Letters and e-mails": (56, 52, 53, 60),
    "Complaint handling": (67, 38, 48, 63), "Cards and payments": (75, 71, 74, 80),
    "Loan application": (62, 56, 69, 66), "Branch opening hours": (61, 54, 52, 62),
}
# NPS item, answers 0..10 in percent, by wave and channel. 2025: 26% promoters, 38% detractors over both channels.
NPS_PERCENT = {
    ("2025", "Branch"): (4.0, 1.0, 2.0, 3.0, 4.0, 10.0, 11.0, 16.0, 20.0, 14.0, 15.0),
    ("2025", "Digital"): (5.0, 1.5, 2.5, 4.0, 5.0, 11.0, 11.0, 17.0, 19.0, 12.0, 12.0),
    ("2024", "Branch"): (4.5, 1.5, 2.5, 3.5, 4.5, 10.5, 11.0, 16.0, 19.0, 13.0, 14.0),
    ("2024", "Digital"): (5.5, 2.0, 3.0, 4.5, 5.0, 11.0, 11.0, 18.0, 19.0, 11.0, 10.0),
}
# Five-point answers (very dissatisfied .. very satisfied) in percent.
CSAT_PERCENT = {
    ("2025", "Branch"): (7.0, 16.0, 24.0, 37.0, 16.0), ("2025", "Digital"): (8.0, 18.0, 26.0, 35.0, 13.0),
    ("2024", "Branch"): (8.0, 18.0, 25.0, 35.0, 14.0), ("2024", "Digital"): (9.0, 20.0, 26.0, 34.0, 11.0),
}
STAFF_PERCENT = {
    ("2025", "Branch"): (4.0, 10.0, 20.0, 42.0, 24.0), ("2025", "Digital"): (6.0, 14.0, 25.0, 38.0, 17.0),
    ("2024", "Branch"): (4.0, 11.0, 21.0, 41.0, 23.0), ("2024", "Digital"): (6.0, 15.0, 25.0, 38.0, 16.0),
}
ENPS_PERCENT = {"2024": (7, 2, 3, 5, 6, 12, 12, 17, 16, 9, 11), "2025": (6, 2, 3, 4, 6, 12, 12, 18, 17, 10, 10)}

# Departments own touchpoints; a customer's last matter is about one touchpoint and is handled by its owner.
DEPARTMENTS = ("Branch network", "Contact centre", "Lending", "Digital", "Operations", "Marketing")
OWNER = {
    "Opening an account": "Branch network", "Waiting time": "Branch network", "Friendliness of staff": "Branch network",
    "Advice": "Lending", "Mobile app": "Digital", "Website": "Digital", "Billing and fees": "Operations",
    "Letters and e-mails": "Marketing", "Complaint handling": "Contact centre", "Cards and payments": "Operations",
    "Loan application": "Lending", "Branch opening hours": "Branch network",
}
# Last matter, percent by channel (nobody calls about friendliness), then ease on 0-100 and how leaving concentrates.
MATTER_PERCENT = {
    "Branch": (12, 9, 0, 14, 4, 3, 18, 6, 10, 12, 8, 4), "Digital": (8, 5, 0, 6, 18, 12, 20, 6, 9, 12, 3, 1),
}
EASE_BY_DEPARTMENT = {"Branch network": 61, "Contact centre": 42, "Lending": 57, "Digital": 66, "Operations": 52,
                      "Marketing": 64}
LEFT_IF_HARD_RELATIVE = {"Branch network": 0.9, "Contact centre": 1.6, "Lending": 0.8, "Digital": 0.6,
                         "Operations": 1.1, "Marketing": 0.5}
LEFT_IF_HARD, LEFT_IF_OTHER = 0.12, 0.04  # hard: 1-3 of 7; other: 4-7
RECOMMENDED_IF = {"detractor": 0.06, "passive": 0.25, "promoter": 0.55}
BEST_IN_LIFE = {"Parcelio (parcels)": (22, 84), "Greenbasket (groceries)": (19, 80), "StreamBox (films)": (24, 82),
                "Nordline Rail (trains)": (9, 68), "Kettle Energy (power)": (11, 71), "Another company": (15, 76)}
OWN_EASE = 54  # "And Harbour Bank, in the same way?", 0-100

LIKERT = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
SATISFACTION = ("Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied",
                "Very satisfied")
IMPORTANCE_LABELS = ("Not at all important", "Slightly important", "Moderately important", "Very important",
                     "Extremely important")
EASE_LABELS = ("Very difficult", "Difficult", "Somewhat difficult", "Neither easy nor difficult", "Somewhat easy",
               "Easy", "Very easy")
# Staff statements: id -> (text, agreement 2025 on 0-100, change since 2024). ATT_5 and ATT_6 are worded negatively.
STATEMENTS = {
    "ATT_1": ("I am proud to work for Harbour Bank", 62, 2),
    "ATT_2": ("I enjoy helping our customers", 72, 1),
    "ATT_3": ("My manager cares how customers are treated", 58, 3),
    "ATT_4": ("I have what I need to solve a customer's problem", 51, 2),
    "ATT_5": ("Most days I count the hours until closing time", 41, -2),
    "ATT_6": ("Customers are mostly a nuisance", 27, -1),
    "RECOGNITION": ("My good work is recognised", 47, 2),
    "FEAR": ("People here are afraid to say what goes wrong", 55, -1),
    "LEAVE": ("I am thinking of leaving Harbour Bank within the next 12 months", 38, 0),
    "ADKEEP": ("I can keep what our advertising promises", 46, 1),
}
ATTITUDE = ("ATT_1", "ATT_2", "ATT_3", "ATT_4", "ATT_5", "ATT_6")
NEGATIVE_WORDING = ("ATT_5", "ATT_6")
# Why people leave: staff's own answer and what leaders believe it will be, percent.
REASONS = {"No recognition": (27, 8), "My manager": (21, 5), "Workload": (16, 15), "Fear of speaking up": (13, 2),
           "No career path": (11, 17), "Pay": (9, 50), "Something else": (3, 3)}
# Who owns the customer when something goes wrong: staff and leaders, percent.
OWNS_CUSTOMER = {"Branch network": (24, 35), "Contact centre": (26, 15), "Lending": (3, 3), "Digital": (3, 5),
                 "Operations": (6, 5), "Marketing": (2, 2), "Everybody": (9, 30), "Nobody": (27, 5)}
# Hand-offs on 0-100: HANDOFF[rater][giver]. "Digital says its own hand-offs to branches work; branches do not."
HANDOFF = {
    "Branch network": {"Contact centre": 58, "Lending": 49, "Digital": 38, "Operations": 44, "Marketing": 35},
    "Contact centre": {"Branch network": 61, "Lending": 50, "Digital": 52, "Operations": 41, "Marketing": 30},
    "Lending": {"Branch network": 63, "Contact centre": 55, "Digital": 51, "Operations": 57, "Marketing": 46},
    "Digital": {"Branch network": 66, "Contact centre": 60, "Lending": 58, "Operations": 62, "Marketing": 64},
    "Operations": {"Branch network": 52, "Contact centre": 56, "Lending": 60, "Digital": 63, "Marketing": 48},
    "Marketing": {"Branch network": 67, "Contact centre": 62, "Lending": 61, "Digital": 65, "Operations": 58},
}
COMPETITORS = (("BlueTide Bank", -19, 1140), ("Meridian Savings", -23, 688), ("Castle & Rowe", -27, 455),
               ("Penny Union", -34, 240))
