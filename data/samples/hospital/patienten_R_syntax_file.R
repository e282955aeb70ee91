# Auental: labels of the columns beside
attributes(data)$variable.labels[1] <- "id"
names(data)[1] <- "id"
attributes(data)$variable.labels[2] <- "submitdate"
names(data)[2] <- "submitdate"
attributes(data)$variable.labels[3] <- "lastpage"
names(data)[3] <- "lastpage"
attributes(data)$variable.labels[4] <- "startlanguage"
names(data)[4] <- "startlanguage"
attributes(data)$variable.labels[5] <- "Auf welcher Station lagen Sie zuletzt?"
names(data)[5] <- "STATION"
attributes(data)$variable.labels[6] <- "[die Wartezeit bei der Aufnahme] Welche Schulnote geben Sie uns für ...?"
data[, 6] <- factor(data[, 6], levels=c("A1", "A2", "A3", "A4", "A5", "A6"),labels=c("sehr gut", "gut", "befriedigend", "ausreichend", "mangelhaft", "ungenügend"))
names(data)[6] <- "NOTE_SQ001"
attributes(data)$variable.labels[7] <- "[die Betreuung durch die Pflegekräfte] Welche Schulnote geben Sie uns für ...?"
data[, 7] <- factor(data[, 7], levels=c("A1", "A2", "A3", "A4", "A5", "A6"),labels=c("sehr gut", "gut", "befriedigend", "ausreichend", "mangelhaft", "ungenügend"))
names(data)[7] <- "NOTE_SQ002"
attributes(data)$variable.labels[8] <- "[die Erklärungen der Ärztinnen und Ärzte] Welche Schulnote geben Sie uns für ...?"
data[, 8] <- factor(data[, 8], levels=c("A1", "A2", "A3", "A4", "A5", "A6"),labels=c("sehr gut", "gut", "befriedigend", "ausreichend", "mangelhaft", "ungenügend"))
names(data)[8] <- "NOTE_SQ003"
attributes(data)$variable.labels[9] <- "[die Mahlzeiten] Welche Schulnote geben Sie uns für ...?"
data[, 9] <- factor(data[, 9], levels=c("A1", "A2", "A3", "A4", "A5", "A6"),labels=c("sehr gut", "gut", "befriedigend", "ausreichend", "mangelhaft", "ungenügend"))
names(data)[9] <- "NOTE_SQ004"
attributes(data)$variable.labels[10] <- "[die Sauberkeit von Zimmer und Bad] Welche Schulnote geben Sie uns für ...?"
data[, 10] <- factor(data[, 10], levels=c("A1", "A2", "A3", "A4", "A5", "A6"),labels=c("sehr gut", "gut", "befriedigend", "ausreichend", "mangelhaft", "ungenügend"))
names(data)[10] <- "NOTE_SQ005"
attributes(data)$variable.labels[11] <- "[die Nachtruhe] Welche Schulnote geben Sie uns für ...?"
data[, 11] <- factor(data[, 11], levels=c("A1", "A2", "A3", "A4", "A5", "A6"),labels=c("sehr gut", "gut", "befriedigend", "ausreichend", "mangelhaft", "ungenügend"))
names(data)[11] <- "NOTE_SQ006"
attributes(data)$variable.labels[12] <- "[die Vorbereitung auf Ihre Entlassung] Welche Schulnote geben Sie uns für ...?"
data[, 12] <- factor(data[, 12], levels=c("A1", "A2", "A3", "A4", "A5", "A6"),labels=c("sehr gut", "gut", "befriedigend", "ausreichend", "mangelhaft", "ungenügend"))
names(data)[12] <- "NOTE_SQ007"
attributes(data)$variable.labels[13] <- "[den respektvollen Umgang mit Ihnen] Welche Schulnote geben Sie uns für ...?"
data[, 13] <- factor(data[, 13], levels=c("A1", "A2", "A3", "A4", "A5", "A6"),labels=c("sehr gut", "gut", "befriedigend", "ausreichend", "mangelhaft", "ungenügend"))
names(data)[13] <- "NOTE_SQ008"
attributes(data)$variable.labels[14] <- "Wie wahrscheinlich ist es, dass Sie das Klinikum Auental Freunden oder Angehörigen weiterempfehlen?"
names(data)[14] <- "EMPF"
attributes(data)$variable.labels[15] <- "Wie leicht war es für Sie, Auskunft zu bekommen?"
data[, 15] <- factor(data[, 15], levels=c("A1", "A2", "A3", "A4", "A5"),labels=c("Sehr schwer", "Eher schwer", "Weder leicht noch schwer", "Eher leicht", "Sehr leicht"))
names(data)[15] <- "LEICHT"
attributes(data)$variable.labels[16] <- "Würden Sie wieder zu uns kommen?"
data[, 16] <- factor(data[, 16], levels=c("Y", "N"),labels=c("Ja", "Nein"))
names(data)[16] <- "WIEDER"
attributes(data)$variable.labels[17] <- "Was hat Ihnen bei uns gut gefallen?"
names(data)[17] <- "GUT"
attributes(data)$variable.labels[18] <- "Was sollten wir besser machen?"
names(data)[18] <- "BESSER"
