"""Comments in Spanish and French on ten trades with the topic that each is about, written before their frames' words.

A line is the topic of the trade's frame, a bar, and the comment. Nothing here was copied into the frames.
"""

SENTENCES = {
    ("hospitality", "es"): """
Room and bed | El colchón estaba hundido y la almohada era una piedra
Bathroom | La ducha perdía agua por todas partes
Noise and quiet | No pegamos ojo con la discoteca de abajo
Breakfast and buffet | Desayuno escaso y siempre lo mismo
Food and taste | La paella estaba sosa y el pescado crudo
Service at the table and friendliness | El camarero nos trató como si molestáramos
Check-in and reception | En recepción no encontraban nuestro nombre
Pool, spa and leisure | La piscina cerró a las seis en pleno agosto
""",
    ("hospitality", "fr"): """
Room and bed | Le matelas était défoncé et les oreillers trop fins
Bathroom | La douche fuyait de partout
Noise and quiet | Impossible de dormir à cause du bar d'en bas
Breakfast and buffet | Petit-déjeuner maigre, viennoiseries de la veille
Food and taste | Le poisson était trop cuit et la sauce fade
Service at the table and friendliness | Le serveur nous a oubliés pendant tout le repas
Check-in and reception | À la réception on ne trouvait pas notre nom
Pool, spa and leisure | La piscine était fermée en plein mois d'août
""",
    ("hospital", "es"): """
Kindness and manner of staff | La enfermera de noche fue un amor con mi madre
Waiting and timeliness | Seis horas en urgencias para que te miren cinco minutos
Appointments | Me dieron cita con el especialista para dentro de ocho meses
Medication | Se equivocaron con la dosis del antibiótico
Diagnosis and triage | Tardaron tres visitas en dar con el diagnóstico
Food and drink | La comida del hospital no hay quien la coma
Admission and discharge | Me dieron el alta sin informe ninguno
Treatment and its effect | La operación salió bien y ya no me duele la rodilla
""",
    ("hospital", "fr"): """
Kindness and manner of staff | L'infirmière de nuit a été adorable avec ma mère
Waiting and timeliness | Six heures aux urgences pour cinq minutes de consultation
Appointments | Rendez-vous chez le spécialiste dans huit mois
Medication | Ils se sont trompés dans la dose de mes médicaments
Diagnosis and triage | Il a fallu trois visites pour poser le diagnostic
Food and drink | Les repas à l'hôpital sont immangeables
Admission and discharge | Sortie sans ordonnance ni compte rendu
Treatment and its effect | L'opération s'est bien passée, je n'ai plus mal au genou
""",
    ("retail_bank", "es"): """
Opening an account | Abrir la cuenta me llevó diez minutos
Mobile app | La aplicación se cierra cada vez que hago un bizum
Billing and fees | Me cobran comisión por mantener la cuenta
Cards and payments | Me bloquearon la tarjeta estando de viaje
Loan application | Nos denegaron la hipoteca sin decir por qué
Branch and opening hours | Cerraron la sucursal del pueblo
Interest on savings | Por mis ahorros no dan ni un uno por ciento
Advice | El gestor no supo explicarme el fondo de inversión
""",
    ("retail_bank", "fr"): """
Opening an account | Ouvrir un compte m'a pris dix minutes
Mobile app | L'application se ferme à chaque virement
Billing and fees | Des frais de tenue de compte tous les mois
Cards and payments | Ma carte a été bloquée en plein voyage
Loan application | Crédit immobilier refusé sans explication
Branch and opening hours | L'agence du village a fermé
Interest on savings | Mon livret ne rapporte plus rien
Advice | Ma conseillère change tous les six mois
""",
    ("retail_delivery", "es"): """
Delivery time and punctuality | El paquete llegó cinco días tarde
Drivers and handing over | El repartidor lo dejó tirado en el portal
Packaging and damage | La caja venía aplastada y la jarra rota
Products and quality | La camiseta encogió al primer lavado
Range and availability | Nunca tienen mi talla
Checkout and queues | Una sola caja abierta un sábado
Returns, refunds and complaints | Devolver unos zapatos es una odisea
Prices and offers | Más caro que en la tienda de enfrente
""",
    ("retail_delivery", "fr"): """
Delivery time and punctuality | Le colis est arrivé avec cinq jours de retard
Drivers and handing over | Le livreur l'a jeté par-dessus le portail
Packaging and damage | Le carton était écrasé et le vase cassé
Products and quality | Le pull a rétréci au premier lavage
Range and availability | Jamais ma taille en rayon
Checkout and queues | Une seule caisse ouverte le samedi
Returns, refunds and complaints | Renvoyer des chaussures est un parcours du combattant
Prices and offers | Plus cher que le magasin d'en face
""",
    ("telecom_energy", "es"): """
Network and coverage | En mi casa no hay cobertura
Speed and stability of the internet | La fibra va a la mitad de lo contratado
Outages and faults | Cuatro cortes de luz en un mes
Installation and engineers | El técnico no se presentó
Bills and payment | Cada mes la factura trae una sorpresa
Contract, switching and cancelling | Darse de baja es imposible, la permanencia es un abuso
Meters, readings and consumption | Leen el contador cuando quieren y estiman el consumo
Customer service and contact | Media hora de musiquita al teléfono
""",
    ("telecom_energy", "fr"): """
Network and coverage | Aucun réseau chez moi
Speed and stability of the internet | La fibre rame tous les soirs
Outages and faults | Quatre coupures de courant en un mois
Installation and engineers | Le technicien n'est jamais venu
Bills and payment | Chaque mois une surprise sur la facture
Contract, switching and cancelling | Résilier est impossible, engagement abusif
Meters, readings and consumption | Le compteur est relevé n'importe quand
Customer service and contact | Une demi-heure de musique au téléphone
""",
    ("public_service", "es"): """
Waiting and processing time | Llevo cuatro meses esperando la licencia
Appointments and opening hours | Imposible conseguir cita previa para el DNI
Forms and procedures | Me pidieron tres veces el mismo certificado
Staff and friendliness | El funcionario ni levantó la vista
Streets, waste and surroundings | Los contenedores rebosan y las aceras están rotas
Transport and traffic | El autobús pasa cada hora, cuando pasa
Online services | La sede electrónica se cae cada dos por tres
Fees, taxes and use of money | El impuesto de la basura sube y la calle sigue igual
""",
    ("public_service", "fr"): """
Waiting and processing time | Quatre mois que j'attends mon permis
Appointments and opening hours | Impossible d'avoir un rendez-vous pour le passeport
Forms and procedures | On m'a demandé trois fois le même justificatif
Staff and friendliness | L'agent au guichet n'a même pas levé les yeux
Streets, waste and surroundings | Les poubelles débordent et les trottoirs sont défoncés
Transport and traffic | Le bus passe une fois par heure
Online services | Le téléservice plante à chaque dépôt
Fees, taxes and use of money | Les impôts locaux augmentent et rien ne change
""",
    ("airline", "es"): """
Delays | El vuelo salió con tres horas de retraso
Cancellations and rebooking | Cancelaron el vuelo por mensaje la noche anterior
Baggage | La maleta apareció rota en la cinta
Check-in, boarding and airport | El embarque fue un caos
Seats and cabin | Entre los asientos no caben las rodillas
Food and drinks on board | El bocadillo a bordo estaba congelado
Cabin and ground staff | La azafata se rió de mi acento
Prices and extra fees | Cobran hasta por respirar
""",
    ("airline", "fr"): """
Delays | Le vol est parti avec trois heures de retard
Cancellations and rebooking | Vol annulé la veille par SMS
Baggage | Ma valise est arrivée cassée
Check-in, boarding and airport | L'embarquement était un chaos
Seats and cabin | Aucune place pour les jambes
Food and drinks on board | Le sandwich à bord était congelé
Cabin and ground staff | L'hôtesse s'est moquée de mon accent
Prices and extra fees | Tout est payant, même l'eau
""",
    ("software", "es"): """
Ease of use and design | Los menús son un laberinto
Features and functions | Le falta la función de exportar
Speed and performance | Va lentísimo con archivos grandes
Stability, bugs and crashes | Se cierra solo al guardar
Updates and development | Desde la última actualización nada funciona
Integration and compatibility | No se integra con nuestro calendario
Support and help | El soporte tarda una semana en contestar un ticket
Price and licence | La licencia por usuario es carísima
""",
    ("software", "fr"): """
Ease of use and design | Les menus sont un vrai labyrinthe
Features and functions | Il manque une fonction d'export
Speed and performance | Ça rame dès qu'un fichier est gros
Stability, bugs and crashes | Le logiciel plante quand on enregistre
Updates and development | Plus rien ne marche depuis la dernière mise à jour
Integration and compatibility | Aucune synchronisation avec notre agenda
Support and help | Le support met une semaine à répondre à un ticket
Price and licence | La licence par utilisateur est hors de prix
""",
    ("insurance", "es"): """
Claims and how they are settled | El perito dijo que el siniestro no era para tanto
Speed of settling | Ocho meses para pagarme el golpe del coche
Cover and conditions | Las goteras no estaban cubiertas por la póliza
Premiums and value | La prima sube cada año sin motivo
Taking out, changing and cancelling | Me renovaron el seguro sin avisar
Advice and brokers | Mi corredor me ayudó a elegir el seguro de hogar
Customer service and contact | Llamas y te pasan de uno a otro
Trust and fairness | Buscan cualquier excusa para no pagar
""",
    ("insurance", "fr"): """
Claims and how they are settled | L'expert a minimisé le sinistre
Speed of settling | Huit mois pour être indemnisé
Cover and conditions | Le dégât des eaux n'était pas couvert
Premiums and value | La cotisation augmente chaque année
Taking out, changing and cancelling | Contrat reconduit sans me prévenir
Advice and brokers | Mon courtier m'a trouvé la bonne mutuelle
Customer service and contact | On appelle et on tourne en rond
Trust and fairness | Ils cherchent toujours une excuse pour ne pas payer
""",
    ("employees", "es"): """
Line managers | Mi jefe nunca tiene tiempo para el equipo
Senior leadership and strategy | La dirección no sabe adónde va
Colleagues and team spirit | Lo mejor son los compañeros
Pay and benefits | El sueldo lleva cinco años congelado
Workload and staffing | Somos la mitad y hacemos el doble
Hours, shifts and flexibility | Los turnos cambian de un día para otro
Training and development | No hay formación ni posibilidad de ascender
Recognition and respect | Nadie reconoce el esfuerzo
""",
    ("employees", "fr"): """
Line managers | Mon chef n'a jamais le temps
Senior leadership and strategy | La direction ne sait pas où elle va
Colleagues and team spirit | Le meilleur, ce sont les collègues
Pay and benefits | Les salaires sont gelés depuis cinq ans
Workload and staffing | On est en sous-effectif permanent
Hours, shifts and flexibility | Les plannings changent du jour au lendemain
Training and development | Aucune formation, aucune évolution
Recognition and respect | Personne ne reconnaît nos efforts
""",
}


def trade_sentences(trade: str, language: str) -> list[tuple[str, str]]:
    """Topic and comment."""
    lines = SENTENCES[trade, language].strip().split("\n")
    return [tuple(part.strip() for part in line.split("|")) for line in lines]


# Written when the words stood; none was changed for a single one of these.
AFTERWARDS = {
    ("hospitality", "es"): """
Bathroom | No salía agua caliente ni a las ocho de la mañana
Drinks and bar | El vino de la casa sabía a vinagre
Families, pets and guests | No aceptan perros aunque lo anuncian
Booking and reservation | Llegamos y nuestra reserva no existía
""",
    ("hospitality", "fr"): """
Bathroom | Pas d'eau chaude à huit heures du matin
Drinks and bar | Le vin de la maison sentait le vinaigre
Families, pets and guests | Les chiens sont refusés malgré l'annonce
Booking and reservation | À l'arrivée notre réservation n'existait pas
""",
    ("hospital", "es"): """
Family, carers and visits | No dejaron pasar a mi hija a verme
Rooms, comfort and facilities | Tres camas en un cuarto para una
Organisation and records | Han perdido mis papeles dos veces
Staffing and workload | Una sola auxiliar para treinta enfermos
""",
    ("hospital", "fr"): """
Family, carers and visits | Ma fille n'a pas pu me voir
Rooms, comfort and facilities | Trois lits dans une chambre pour un
Organisation and records | Mon dossier a été perdu deux fois
Staffing and workload | Une aide-soignante pour trente malades, elles sont débordées
""",
    ("retail_bank", "es"): """
Website | No puedo entrar en la banca por internet
Branch and opening hours | Cada vez quedan menos oficinas
Cards and payments | El cajero se tragó mi tarjeta
""",
    ("retail_bank", "fr"): """
Website | Impossible d'entrer sur le site
Branch and opening hours | Il ne reste qu'une agence pour trois villages
Cards and payments | Le distributeur a avalé ma carte
""",
    ("retail_delivery", "es"): """
Staff and friendliness | La dependienta me ignoró mientras charlaba
Tracking and information | El seguimiento dice entregado y no es verdad
Website, app and ordering | Me llegó otro pedido distinto
""",
    ("retail_delivery", "fr"): """
Staff and friendliness | La vendeuse bavardait et m'a ignorée
Tracking and information | Le suivi indique livré, c'est faux
Website, app and ordering | J'ai reçu une autre commande que la mienne
""",
    ("telecom_energy", "es"): """
Devices and equipment | El aparato que mandaron venía estropeado
Tariffs and prices | Cambian la tarifa sin consultar
Network and coverage | En el pueblo no llega ni una raya de 4G
""",
    ("telecom_energy", "fr"): """
Devices and equipment | La box envoyée était en panne
Tariffs and prices | Le forfait change sans prévenir
Network and coverage | Au village on ne capte rien
""",
    ("public_service", "es"): """
Schools, childcare, culture and leisure | Faltan plazas en la guardería
Safety and police | De noche no se ve ni un policía
Participation and politics | El alcalde solo aparece en elecciones
""",
    ("public_service", "fr"): """
Schools, childcare, culture and leisure | Pas assez de places en crèche
Safety and police | Jamais un policier le soir
Participation and politics | Le maire ne vient qu'aux élections
""",
    ("airline", "es"): """
Entertainment and wifi | Ocho horas sin una película
Refunds and complaints | Aún espero el reembolso del billete
Check-in, boarding and airport | Cambiaron de puerta tres veces
""",
    ("airline", "fr"): """
Entertainment and wifi | Huit heures sans un film
Refunds and complaints | J'attends toujours le remboursement du billet
Check-in, boarding and airport | Trois changements de porte
""",
    ("software", "es"): """
Installation, setup and onboarding | Configurarlo me costó un fin de semana
Adverts | Demasiada publicidad entre pantallas
Benefit and productivity | Me ahorra horas cada semana
""",
    ("software", "fr"): """
Installation, setup and onboarding | Le paramétrage m'a pris un week-end
Adverts | Trop de pub entre deux écrans
Benefit and productivity | Je gagne des heures chaque semaine
""",
    ("insurance", "es"): """
Premiums and value | Pago el doble que hace tres años
Cover and conditions | Resulta que el granizo estaba excluido
Staff and friendliness | La señora que me atendió fue encantadora
""",
    ("insurance", "fr"): """
Premiums and value | Je paie le double d'il y a trois ans
Cover and conditions | La grêle était exclue, paraît-il
Staff and friendliness | La dame qui m'a répondu était charmante
""",
    ("employees", "es"): """
Working across departments | Cada departamento va por libre
Tools, systems and processes | Trabajamos con ordenadores de hace diez años
Hours, shifts and flexibility | Con el teletrabajo puedo recoger a mis hijos
""",
    ("employees", "fr"): """
Working across departments | Chaque service travaille dans son coin
Tools, systems and processes | On travaille sur des ordinateurs vieux de dix ans
Hours, shifts and flexibility | Avec le télétravail je peux aller chercher mes enfants
""",
}


def afterwards(trade: str, language: str) -> list[tuple[str, str]]:
    """The same of those that were written when the words stood."""
    lines = AFTERWARDS[trade, language].strip().split("\n")
    return [tuple(part.strip() for part in line.split("|")) for line in lines]
