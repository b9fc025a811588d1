-- The schema that the migrations make, as SQLite keeps it. On PostgreSQL INTEGER PRIMARY KEY is BIGINT PRIMARY KEY and BLOB is
-- BYTEA; all else is the same. The tables of the job queue and of the migrations themselves are left out.
-- Written by go test ./internal/store -run TestSchema -update; a test compares both engines with it.

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE sequence (
    name TEXT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE used_key (
    key TEXT NOT NULL PRIMARY KEY,
    ref TEXT NOT NULL,
    at  BIGINT NOT NULL
);

CREATE TABLE unit (
    id        INTEGER PRIMARY KEY,
    code      TEXT NOT NULL UNIQUE,
    uscc      TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    short     TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('bureau', 'institution', 'school')),
    duty      TEXT NOT NULL CHECK (duty IN ('agency', 'authorised', 'public-service')),
    parent    BIGINT NOT NULL DEFAULT 0,
    functions TEXT NOT NULL,
    head      TEXT NOT NULL,
    address   TEXT NOT NULL,
    hours     TEXT NOT NULL,
    phone     TEXT NOT NULL,
    sort      BIGINT NOT NULL,
    route     TEXT NOT NULL DEFAULT '[]'
);

CREATE TABLE department (
    id    INTEGER PRIMARY KEY,
    unit  BIGINT NOT NULL REFERENCES unit (id),
    name  TEXT NOT NULL,
    phone TEXT NOT NULL
);

CREATE TABLE person (
    id         INTEGER PRIMARY KEY,
    unit       BIGINT NOT NULL REFERENCES unit (id),
    department BIGINT NOT NULL DEFAULT 0,
    name       TEXT NOT NULL,
    title      TEXT NOT NULL
, left_on TEXT NOT NULL DEFAULT '');

CREATE TABLE leading_group (
    id        INTEGER PRIMARY KEY,
    unit      BIGINT NOT NULL REFERENCES unit (id),
    name      TEXT NOT NULL,
    doc_no    TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL DEFAULT '9999-12-31',
    members   TEXT NOT NULL
);

CREATE TABLE account (
    login    TEXT NOT NULL PRIMARY KEY,
    person   BIGINT NOT NULL UNIQUE REFERENCES person (id),
    password TEXT NOT NULL,
    totp     BLOB NOT NULL,
    used_otp BIGINT NOT NULL DEFAULT 0, first BIGINT NOT NULL DEFAULT 0, changed BIGINT NOT NULL DEFAULT 0, disabled BIGINT NOT NULL DEFAULT 0);

CREATE TABLE session (
    token   TEXT NOT NULL PRIMARY KEY,
    person  BIGINT NOT NULL REFERENCES person (id),
    created BIGINT NOT NULL,
    idle    BIGINT NOT NULL,
    until   BIGINT NOT NULL
, address TEXT NOT NULL DEFAULT '', agent TEXT NOT NULL DEFAULT '');

CREATE TABLE holiday_notice (
    year   BIGINT PRIMARY KEY,
    notice TEXT NOT NULL
);

CREATE TABLE obligation (
    id          INTEGER PRIMARY KEY,
    rule        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    title       TEXT NOT NULL,
    unit        BIGINT NOT NULL REFERENCES unit (id),
    person      BIGINT NOT NULL DEFAULT 0,
    from_date   TEXT NOT NULL,
    due         TEXT NOT NULL,
    provisional BIGINT NOT NULL DEFAULT 0,
    met_on      TEXT NOT NULL DEFAULT '',
    evidence    TEXT NOT NULL DEFAULT '',
    missed_at   BIGINT NOT NULL DEFAULT 0,
    cancelled   TEXT NOT NULL DEFAULT '', options TEXT NOT NULL DEFAULT '', paused  TEXT NOT NULL DEFAULT '',
    UNIQUE (subject, rule)
);
CREATE INDEX obligation_open ON obligation (unit, due) WHERE met_on = '' AND cancelled = '';
CREATE INDEX obligation_tally ON obligation (rule, from_date);

CREATE TABLE delivery (
    id       INTEGER PRIMARY KEY,
    key      TEXT NOT NULL UNIQUE,
    subject  TEXT NOT NULL,
    unit     BIGINT NOT NULL REFERENCES unit (id),
    channel  TEXT NOT NULL,
    digest   TEXT NOT NULL,
    blob     TEXT NOT NULL,
    part     BIGINT NOT NULL,
    length   BIGINT NOT NULL,
    meets    TEXT NOT NULL DEFAULT '',
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'delivered', 'refused', 'manual')),
    attempts BIGINT NOT NULL DEFAULT 0,
    next_at  BIGINT NOT NULL,
    receipt  TEXT NOT NULL DEFAULT '',
    at       BIGINT NOT NULL DEFAULT 0,
    reply    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX delivery_due ON delivery (next_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX delivery_subject ON delivery (subject);
CREATE INDEX delivery_state ON delivery (channel, state);

CREATE TABLE catalog_column (
    id          INTEGER PRIMARY KEY,
    code        TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    section     TEXT NOT NULL CHECK (section IN ('guide', 'system', 'statutory', 'annual', 'news')),
    type        TEXT NOT NULL,
    description TEXT NOT NULL,
    keywords    TEXT NOT NULL,
    article     TEXT NOT NULL DEFAULT '',
    cycle_days  BIGINT NOT NULL DEFAULT 0,
    sort        BIGINT NOT NULL,
    parent      BIGINT NOT NULL DEFAULT 0,
    owner       BIGINT NOT NULL DEFAULT 0,
    cycle       BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE item (
    id         INTEGER PRIMARY KEY,
    unit       BIGINT NOT NULL REFERENCES unit (id),
    col        BIGINT NOT NULL REFERENCES catalog_column (id),
    writer     BIGINT NOT NULL REFERENCES person (id),
    authors    TEXT NOT NULL DEFAULT '',
    assigned   BIGINT NOT NULL DEFAULT 0,
    state      TEXT NOT NULL CHECK (state IN ('draft', 'returned', 'review', 'released', 'withdrawn', 'scheduled')),
    route      TEXT NOT NULL DEFAULT '[]',
    stage      BIGINT NOT NULL DEFAULT 0,
    next_role  TEXT NOT NULL DEFAULT '',
    prior      BIGINT NOT NULL DEFAULT 0,
    version_no BIGINT NOT NULL,
    public_no  BIGINT NOT NULL DEFAULT 0,
    title      TEXT NOT NULL,
    formed_on  TEXT NOT NULL DEFAULT '',
    norm       TEXT NOT NULL DEFAULT '',
    screened   TEXT NOT NULL,
    created    BIGINT NOT NULL,
    changed    BIGINT NOT NULL,
    index_no   TEXT UNIQUE,
    released   BIGINT NOT NULL DEFAULT 0,
    released_on TEXT NOT NULL DEFAULT '',
    entry      BIGINT NOT NULL DEFAULT -1,
    scheduled  BIGINT NOT NULL DEFAULT 0,
    problem    TEXT NOT NULL DEFAULT '',
    corrected  BIGINT NOT NULL DEFAULT 0,
    withdrawal TEXT NOT NULL DEFAULT '',
    validity   TEXT NOT NULL DEFAULT '', notice_ends TEXT NOT NULL DEFAULT '', ended TEXT NOT NULL DEFAULT '', genre TEXT NOT NULL DEFAULT '', subject TEXT NOT NULL DEFAULT '', keywords TEXT NOT NULL DEFAULT '',
    CHECK ((released > 0) = (index_no IS NOT NULL)),
    CHECK (public_no = 0 OR released > 0),
    CHECK ((state = 'released') <= (public_no = version_no))
);
CREATE INDEX item_released ON item (released, id) WHERE public_no > 0;
CREATE INDEX item_column ON item (col, released, id) WHERE public_no > 0;
CREATE INDEX item_unit ON item (unit, released, id) WHERE public_no > 0;
CREATE INDEX item_writer ON item (writer, state);
CREATE INDEX item_state ON item (state, changed, id);
CREATE INDEX item_next ON item (unit, next_role, changed, id, writer, prior, assigned, authors) WHERE state = 'review';
CREATE INDEX item_norm ON item (norm, formed_on) WHERE norm <> '';

CREATE TABLE item_version (
    item    BIGINT NOT NULL REFERENCES item (id),
    no      BIGINT NOT NULL,
    digest  TEXT NOT NULL,
    version TEXT NOT NULL,
    released BIGINT NOT NULL DEFAULT 0,
    entry   BIGINT NOT NULL DEFAULT -1,
    PRIMARY KEY (item, no)
);

CREATE TABLE item_link (
    item   BIGINT NOT NULL REFERENCES item (id),
    target BIGINT NOT NULL REFERENCES item (id),
    PRIMARY KEY (item, target)
);
CREATE INDEX item_link_target ON item_link (target);

CREATE TABLE item_step (
    item    BIGINT NOT NULL REFERENCES item (id),
    no      BIGINT NOT NULL,
    stage   TEXT NOT NULL,
    person  BIGINT NOT NULL REFERENCES person (id),
    name    TEXT NOT NULL,
    writer  BIGINT NOT NULL,
    prior   BIGINT NOT NULL DEFAULT 0,
    at      BIGINT NOT NULL,
    passed  BIGINT NOT NULL,
    opinion TEXT NOT NULL,
    basis   TEXT NOT NULL,
    digest  TEXT NOT NULL, remarks TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (item, no),
    CHECK (person <> writer),
    CHECK (person <> prior)
);

CREATE TABLE batch (
    id       INTEGER PRIMARY KEY,
    unit     BIGINT NOT NULL REFERENCES unit (id),
    item     BIGINT NOT NULL DEFAULT 0,
    name     TEXT NOT NULL,
    file     TEXT NOT NULL,
    rows     BIGINT NOT NULL,
    root     TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('staging', 'taken', 'released')),
    imported BIGINT NOT NULL,
    person   BIGINT NOT NULL
);

CREATE TABLE licence (
    id          INTEGER PRIMARY KEY,
    batch       BIGINT NOT NULL REFERENCES batch (id),
    unit        BIGINT NOT NULL,
    row_no      BIGINT NOT NULL,
    dedup       TEXT NOT NULL,
    party       TEXT NOT NULL,
    party_kind  TEXT NOT NULL,
    party_code  TEXT NOT NULL,
    doc_name    TEXT NOT NULL,
    doc_no      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    cert_name   TEXT NOT NULL,
    cert_no     TEXT NOT NULL,
    content     TEXT NOT NULL,
    decided_on  TEXT NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_to    TEXT NOT NULL,
    status      TEXT NOT NULL,
    authority   TEXT NOT NULL,
    sealed      BLOB NOT NULL,
    live        BIGINT NOT NULL DEFAULT 0,
    released    BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX licence_once ON licence (dedup) WHERE live > 0;
CREATE INDEX licence_batch ON licence (batch, row_no);
CREATE INDEX licence_public ON licence (decided_on, id) WHERE live = 2;
CREATE INDEX licence_year ON licence (unit, decided_on, live);

CREATE TABLE decision (
    id         INTEGER PRIMARY KEY,
    unit       BIGINT NOT NULL REFERENCES unit (id),
    category   TEXT NOT NULL CHECK (category IN ('penalty', 'coercion', 'other-service')),
    doc_no     TEXT NOT NULL,
    title      TEXT NOT NULL,
    decided_on TEXT NOT NULL
);
CREATE INDEX decision_year ON decision (unit, category, decided_on);

CREATE TABLE fee_item (
    id        INTEGER PRIMARY KEY,
    unit      BIGINT NOT NULL REFERENCES unit (id),
    name      TEXT NOT NULL,
    basis     TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL DEFAULT '9999-12-31'
);

CREATE TABLE fee_receipt (
    id          INTEGER PRIMARY KEY,
    unit        BIGINT NOT NULL REFERENCES unit (id),
    item        BIGINT NOT NULL REFERENCES fee_item (id),
    name        TEXT NOT NULL,
    received_on TEXT NOT NULL,
    amount      BIGINT NOT NULL CHECK (amount >= 0)
);
CREATE INDEX fee_receipt_year ON fee_receipt (unit, received_on);

CREATE TABLE procurement (
    id        INTEGER PRIMARY KEY,
    unit      BIGINT NOT NULL REFERENCES unit (id),
    name      TEXT NOT NULL,
    signed_on TEXT NOT NULL,
    amount    BIGINT NOT NULL CHECK (amount >= 0)
);
CREATE INDEX procurement_year ON procurement (unit, signed_on);

CREATE TABLE request (
    id          INTEGER PRIMARY KEY,
    unit        BIGINT NOT NULL REFERENCES unit (id),
    no          TEXT NOT NULL UNIQUE,
    applicant   TEXT NOT NULL CHECK (applicant IN ('natural', 'business', 'research', 'public_interest', 'legal', 'other_org')),
    received_on TEXT NOT NULL,
    outcome     TEXT NOT NULL DEFAULT '',
    closed_on   TEXT NOT NULL DEFAULT '', channel  TEXT   NOT NULL DEFAULT '', subject  TEXT   NOT NULL DEFAULT '', form     BLOB, secret   TEXT   NOT NULL DEFAULT '', filed    BIGINT NOT NULL DEFAULT 0, officer  BIGINT NOT NULL DEFAULT 0, state    TEXT   NOT NULL DEFAULT '', due      TEXT   NOT NULL DEFAULT '', applicant_key TEXT NOT NULL DEFAULT '', form_key TEXT   NOT NULL DEFAULT '', erased      TEXT NOT NULL DEFAULT '', form_digest TEXT NOT NULL DEFAULT '',
    CHECK ((outcome = '') = (closed_on = ''))
);
CREATE INDEX request_received ON request (unit, received_on, closed_on, applicant);
CREATE INDEX request_closed ON request (unit, closed_on, applicant, outcome);

CREATE TABLE dispute (
    id          INTEGER PRIMARY KEY,
    unit        BIGINT NOT NULL REFERENCES unit (id),
    no          TEXT NOT NULL UNIQUE,
    forum       TEXT NOT NULL CHECK (forum IN ('review', 'litigation_direct', 'litigation_after_review')),
    received_on TEXT NOT NULL,
    result      TEXT NOT NULL DEFAULT '' CHECK (result IN ('', 'upheld', 'corrected', 'other')),
    closed_on   TEXT NOT NULL DEFAULT '', request    BIGINT NOT NULL DEFAULT 0, subject    TEXT   NOT NULL DEFAULT '', court      TEXT   NOT NULL DEFAULT '', their_no   TEXT   NOT NULL DEFAULT '', notice_on  TEXT   NOT NULL DEFAULT '', simple     BIGINT NOT NULL DEFAULT 0, due        TEXT   NOT NULL DEFAULT '', replied_on TEXT   NOT NULL DEFAULT '',
    CHECK ((result = '') = (closed_on = ''))
);

CREATE TABLE report (
    id       INTEGER PRIMARY KEY,
    unit     BIGINT NOT NULL REFERENCES unit (id),
    year     BIGINT NOT NULL,
    item     BIGINT NOT NULL DEFAULT 0,
    origin   TEXT NOT NULL CHECK (origin IN ('built', 'imported')),
    stated   TEXT NOT NULL DEFAULT '',
    sections TEXT NOT NULL,
    figures  TEXT NOT NULL DEFAULT '', draft TEXT NOT NULL DEFAULT '', owed BIGINT NOT NULL DEFAULT 0,
    UNIQUE (unit, year)
);

CREATE TABLE ledger_entry (
    log  TEXT NOT NULL,
    idx  BIGINT NOT NULL,
    leaf BLOB NOT NULL,
    ref  TEXT NOT NULL,
    at   BIGINT NOT NULL,
    PRIMARY KEY (log, idx)
);

CREATE TABLE ledger_hash (
    log  TEXT NOT NULL,
    idx  BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (log, idx)
);

CREATE TABLE ledger_head (
    log  TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL
);

CREATE TABLE page_view (
    path  TEXT NOT NULL PRIMARY KEY,
    views BIGINT NOT NULL
);

CREATE TABLE term (
    person    BIGINT NOT NULL REFERENCES person (id),
    side      TEXT NOT NULL CHECK (side IN ('business', 'system-admin', 'security-admin', 'audit-admin')),
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL DEFAULT '9999-12-31',
    after     TEXT,
    PRIMARY KEY (person, from_date),
    UNIQUE (person, to_date),
    UNIQUE (person, after),
    UNIQUE (person, side, from_date, to_date),
    FOREIGN KEY (person, after) REFERENCES term (person, to_date),
    CHECK (from_date <= to_date),
    CHECK (after < from_date)
);
CREATE UNIQUE INDEX term_first ON term (person) WHERE after IS NULL;

CREATE TABLE appointment (
    person    BIGINT NOT NULL REFERENCES person (id),
    role      TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL DEFAULT '9999-12-31',
    side      TEXT NOT NULL,
    term_from TEXT NOT NULL,
    term_to   TEXT NOT NULL,
    PRIMARY KEY (person, role, from_date),
    FOREIGN KEY (person, side, term_from, term_to) REFERENCES term (person, side, from_date, to_date),
    CHECK (from_date <= to_date),
    CHECK (from_date >= term_from AND to_date <= term_to),
    CHECK (side = CASE WHEN role IN ('system-admin', 'security-admin', 'audit-admin') THEN role ELSE 'business' END)
);
CREATE INDEX appointment_role ON appointment (role);

CREATE TABLE attempt (
    key    TEXT NOT NULL PRIMARY KEY,
    fails  BIGINT NOT NULL,
    locks  BIGINT NOT NULL,
    began  BIGINT NOT NULL,
    locked BIGINT NOT NULL
);

CREATE TABLE recovery_code (
    login TEXT NOT NULL REFERENCES account (login),
    code  TEXT NOT NULL,
    PRIMARY KEY (login, code)
);
CREATE INDEX session_person ON session (person);

CREATE TABLE edition (
    id       INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL CHECK (kind IN ('standard', 'powers', 'profile')),
    unit     BIGINT NOT NULL REFERENCES unit (id),
    no       BIGINT NOT NULL,
    item     BIGINT NOT NULL DEFAULT 0,
    basis    TEXT NOT NULL,
    rows     BIGINT NOT NULL,
    root     TEXT NOT NULL,
    content  TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('draft', 'in-force', 'superseded', 'dropped')),
    created  BIGINT NOT NULL,
    released BIGINT NOT NULL DEFAULT 0,
    person   BIGINT NOT NULL REFERENCES person (id),
    CHECK ((released > 0) = (state IN ('in-force', 'superseded')))
);
CREATE UNIQUE INDEX edition_draft ON edition (kind, unit) WHERE state = 'draft';
CREATE UNIQUE INDEX edition_in_force ON edition (kind, unit) WHERE state = 'in-force';
CREATE UNIQUE INDEX edition_no ON edition (kind, unit, no) WHERE released > 0;

CREATE TABLE assignment (
    entry      TEXT NOT NULL,
    unit       BIGINT NOT NULL REFERENCES unit (id),
    cycle_days BIGINT NOT NULL DEFAULT 0,
    cycle      BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (entry, unit)
);

CREATE TABLE item_entry (
    item  BIGINT NOT NULL REFERENCES item (id),
    entry TEXT NOT NULL,
    PRIMARY KEY (item, entry)
);
CREATE INDEX item_entry_entry ON item_entry (entry, item);

CREATE TABLE unsaved (
    person BIGINT NOT NULL REFERENCES person (id),
    item   BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    form   BLOB NOT NULL,
    PRIMARY KEY (person, item)
);
CREATE INDEX item_notice ON item (notice_ends) WHERE notice_ends <> '';

CREATE TABLE index_rule (
    unit      BIGINT NOT NULL,
    from_year BIGINT NOT NULL,
    template  TEXT NOT NULL,
    PRIMARY KEY (unit, from_year)
);

CREATE TABLE "power_item" (
    id        INTEGER PRIMARY KEY,
    unit      BIGINT NOT NULL REFERENCES unit (id),
    code      TEXT NOT NULL,
    name      TEXT NOT NULL,
    category  TEXT NOT NULL CHECK (category IN ('licence', 'penalty', 'coercion', 'other-service')),
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL DEFAULT '9999-12-31'
);
CREATE UNIQUE INDEX power_item_open ON power_item (unit, code) WHERE to_date = '9999-12-31';
CREATE INDEX licence_cert ON licence (cert_name);

CREATE TABLE sign_in (
    id      INTEGER PRIMARY KEY,
    at      BIGINT NOT NULL,
    person  BIGINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('in', 'refused', 'locked', 'disabled')),
    address TEXT NOT NULL,
    agent   TEXT NOT NULL
);
CREATE INDEX sign_in_at ON sign_in (at);
CREATE INDEX sign_in_person ON sign_in (person, at);

CREATE TABLE vocabulary (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    words TEXT NOT NULL
);

CREATE TABLE search_miss (
    asked   TEXT   NOT NULL PRIMARY KEY,
    n       BIGINT NOT NULL CHECK (n > 0),
    first   BIGINT NOT NULL,
    last    BIGINT NOT NULL,
    settled BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX search_miss_open ON search_miss (settled, n);
CREATE INDEX item_subject ON item (subject, released, id) WHERE public_no > 0;

CREATE TABLE correction (
    id       INTEGER PRIMARY KEY,
    code     TEXT   NOT NULL,
    unit     BIGINT NOT NULL REFERENCES unit (id),
    item     BIGINT NOT NULL,
    page     TEXT   NOT NULL,
    kind     TEXT   NOT NULL CHECK (kind IN ('wording', 'link', 'file', 'outdated', 'privacy', 'other')),
    written  BLOB NOT NULL,
    contact  BLOB,
    received BIGINT NOT NULL,
    due      TEXT   NOT NULL,
    outcome  TEXT   NOT NULL DEFAULT '' CHECK (outcome IN ('', 'corrected', 'unfounded', 'elsewhere')),
    answer   TEXT   NOT NULL DEFAULT '',
    answered BIGINT NOT NULL DEFAULT 0,
    person   BIGINT NOT NULL DEFAULT 0, contact_erased TEXT NOT NULL DEFAULT '',
    CHECK ((outcome = '') = (answered = 0))
);
CREATE INDEX correction_unit ON correction (unit, outcome, due);

CREATE TABLE item_tally (
    col  BIGINT NOT NULL REFERENCES catalog_column (id),
    unit BIGINT NOT NULL REFERENCES unit (id),
    year BIGINT NOT NULL,
    n    BIGINT NOT NULL CHECK (n >= 0),
    last TEXT   NOT NULL,
    PRIMARY KEY (col, unit, year)
);
CREATE INDEX item_place ON item (entry) WHERE public_no > 0;
CREATE INDEX ledger_entry_ref ON ledger_entry (log, ref, idx);
CREATE TRIGGER item_step_by_another BEFORE INSERT ON item_step WHEN EXISTS (SELECT 1 FROM item i WHERE i.id = NEW.item
        AND (i.writer <> NEW.writer OR i.writer = NEW.person OR i.authors LIKE '%,' || NEW.person || ',%'))
BEGIN SELECT RAISE(ABORT, 'item_step_by_another'); END;
CREATE TRIGGER item_step_stays BEFORE UPDATE ON item_step WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'item_step_stays'); END;
CREATE TRIGGER item_step_is_kept BEFORE DELETE ON item_step WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'item_step_is_kept'); END;
CREATE TRIGGER item_keeps_authors BEFORE UPDATE ON item WHEN (NEW.writer <> OLD.writer OR NEW.authors <> OLD.authors) AND (NEW.state NOT IN ('draft', 'returned')
        OR NEW.version_no = OLD.version_no AND (NEW.authors NOT LIKE OLD.authors || '%'
            OR NEW.writer <> OLD.writer AND NEW.authors NOT LIKE '%,' || OLD.writer || ',%'))
BEGIN SELECT RAISE(ABORT, 'item_keeps_authors'); END;
CREATE UNIQUE INDEX request_form_key ON request (form_key) WHERE form_key <> '';
CREATE INDEX request_open ON request ((CASE WHEN due = '' AND state <> 'filed' THEN '9999' ELSE due END), id, unit) WHERE outcome = '';
CREATE INDEX request_ended ON request (closed_on, id, unit) WHERE outcome <> '';
CREATE INDEX request_applicant ON request (applicant_key, filed) WHERE applicant_key <> '';

CREATE TABLE request_step (
    request BIGINT NOT NULL REFERENCES request (id),
    no      BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    on_date TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    person  BIGINT NOT NULL,
    days    BIGINT NOT NULL DEFAULT 0,
    until   TEXT   NOT NULL DEFAULT '',
    about   BIGINT NOT NULL DEFAULT 0,
    party   TEXT   NOT NULL DEFAULT '',
    opinion TEXT   NOT NULL DEFAULT '',
    code    TEXT   NOT NULL DEFAULT '',
    said    BLOB, doc_no TEXT NOT NULL DEFAULT '', said_digest  TEXT NOT NULL DEFAULT '', files_erased TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (request, no)
);

CREATE TABLE request_file (
    request BIGINT NOT NULL,
    step    BIGINT NOT NULL,
    digest  TEXT   NOT NULL,
    PRIMARY KEY (request, step, digest),
    FOREIGN KEY (request, step) REFERENCES request_step (request, no)
);
CREATE TRIGGER request_step_is_kept BEFORE DELETE ON request_step WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'request_step_is_kept'); END;
CREATE TRIGGER request_archive_is_shut BEFORE INSERT ON request_step WHEN EXISTS (SELECT 1 FROM request_step s WHERE s.request = NEW.request AND s.kind = 'archive')
BEGIN SELECT RAISE(ABORT, 'request_archive_is_shut'); END;
CREATE TRIGGER request_signed_by_another BEFORE INSERT ON request_step WHEN NEW.kind = 'sign' AND EXISTS (SELECT 1 FROM request_step p WHERE p.request = NEW.request AND p.kind = 'propose' AND p.person = NEW.person
        AND p.no = (SELECT MAX(q.no) FROM request_step q WHERE q.request = NEW.request AND q.kind = 'propose'))
BEGIN SELECT RAISE(ABORT, 'request_signed_by_another'); END;
CREATE INDEX dispute_request ON dispute (request) WHERE request <> 0;
CREATE INDEX dispute_open ON dispute (unit, due, id) WHERE result = '';

CREATE TABLE dispute_step (
    dispute BIGINT NOT NULL REFERENCES dispute (id),
    no      BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    on_date TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    person  BIGINT NOT NULL,
    result  TEXT   NOT NULL DEFAULT '',
    digest  TEXT   NOT NULL DEFAULT '',
    said    BLOB,
    PRIMARY KEY (dispute, no)
);
CREATE UNIQUE INDEX dispute_step_result ON dispute_step (dispute) WHERE kind = 'conclude';
CREATE TRIGGER dispute_step_stays BEFORE UPDATE ON dispute_step WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'dispute_step_stays'); END;
CREATE TRIGGER dispute_step_is_kept BEFORE DELETE ON dispute_step WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'dispute_step_is_kept'); END;

CREATE TABLE letter_setting (
    unit      BIGINT PRIMARY KEY REFERENCES unit (id),
    agency    TEXT NOT NULL, -- as it signs
    numbering TEXT NOT NULL,
    authority TEXT NOT NULL, -- 复议机关
    upper     TEXT NOT NULL, -- 上一级主管部门
    court     TEXT NOT NULL,
    url       TEXT NOT NULL, -- where reconsideration is applied for online
    office    TEXT NOT NULL,
    address   TEXT NOT NULL,
    phone     TEXT NOT NULL,
    hours     TEXT NOT NULL,
    pay       TEXT NOT NULL,
    places    TEXT NOT NULL, -- 信访渠道, a line each
    unable_first   BIGINT NOT NULL DEFAULT 0, -- reconsideration comes first of 无法提供 too
    rejected_first BIGINT NOT NULL DEFAULT 0  -- and of 不予处理
);

CREATE TABLE letter_template (
    unit BIGINT NOT NULL REFERENCES unit (id),
    kind TEXT   NOT NULL,
    body TEXT   NOT NULL,
    PRIMARY KEY (unit, kind)
);

CREATE TABLE adjustment (
    id         INTEGER PRIMARY KEY,
    unit       BIGINT NOT NULL REFERENCES unit (id),
    year       BIGINT NOT NULL,
    applicant  TEXT   NOT NULL,
    difference BIGINT NOT NULL CHECK (difference <> 0),
    reason     TEXT   NOT NULL CHECK (reason <> ''),
    proposer   BIGINT NOT NULL REFERENCES person (id),
    proposed   BIGINT NOT NULL,
    signer     BIGINT NOT NULL DEFAULT 0,
    signed     BIGINT NOT NULL DEFAULT 0,
    taken_back BIGINT NOT NULL DEFAULT 0
, cell TEXT NOT NULL DEFAULT '');
CREATE INDEX adjustment_year ON adjustment (unit, year);
CREATE TRIGGER adjustment_begins_unsigned BEFORE INSERT ON adjustment WHEN NEW.signer <> 0 OR NEW.signed <> 0 OR NEW.taken_back <> 0
BEGIN SELECT RAISE(ABORT, 'adjustment_begins_unsigned'); END;
CREATE TRIGGER adjustment_signed_by_another BEFORE UPDATE ON adjustment WHEN NEW.signer = NEW.proposer OR (NEW.signer = 0) <> (NEW.signed = 0) OR NEW.signer <> 0 AND NEW.taken_back <> 0
BEGIN SELECT RAISE(ABORT, 'adjustment_signed_by_another'); END;
CREATE TRIGGER adjustment_stays BEFORE UPDATE ON adjustment WHEN OLD.signer <> 0 OR OLD.taken_back <> 0 OR NEW.id <> OLD.id OR NEW.unit <> OLD.unit OR NEW.year <> OLD.year OR NEW.applicant <> OLD.applicant
        OR NEW.difference <> OLD.difference OR NEW.reason <> OLD.reason OR NEW.proposer <> OLD.proposer OR NEW.proposed <> OLD.proposed
BEGIN SELECT RAISE(ABORT, 'adjustment_stays'); END;
CREATE TRIGGER adjustment_is_kept BEFORE DELETE ON adjustment WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'adjustment_is_kept'); END;
CREATE INDEX request_step_archived ON request_step (on_date, request) WHERE kind = 'archive';
CREATE TRIGGER request_form_stays BEFORE UPDATE ON request WHEN (NEW.form IS DISTINCT FROM OLD.form OR NEW.form_digest <> OLD.form_digest OR NEW.erased <> OLD.erased
        OR NEW.secret <> OLD.secret OR NEW.applicant_key <> OLD.applicant_key)
    AND NOT (OLD.erased = '' AND OLD.form IS NOT NULL AND NEW.form IS NULL AND LENGTH(NEW.form_digest) = 64 AND NEW.applicant_key = '' AND NEW.secret = OLD.secret
        AND EXISTS (SELECT 1 FROM request_step a WHERE a.request = NEW.id AND a.kind = 'archive'
            AND NEW.erased > CAST(CAST(SUBSTR(a.on_date, 1, 4) AS INTEGER) + 10 AS TEXT) || SUBSTR(a.on_date, 5))
        AND NOT EXISTS (SELECT 1 FROM dispute d WHERE d.request = NEW.id AND d.result = ''))
BEGIN SELECT RAISE(ABORT, 'request_form_stays'); END;
CREATE TRIGGER request_step_stays BEFORE UPDATE ON request_step WHEN NOT (NEW.request = OLD.request AND NEW.no = OLD.no AND NEW.kind = OLD.kind AND NEW.on_date = OLD.on_date AND NEW.at = OLD.at AND NEW.person = OLD.person
        AND NEW.days = OLD.days AND NEW.until = OLD.until AND NEW.about = OLD.about AND NEW.party = OLD.party AND NEW.opinion = OLD.opinion
        AND NEW.code = OLD.code AND NEW.doc_no = OLD.doc_no
        AND (NEW.said IS NOT DISTINCT FROM OLD.said AND NEW.said_digest = OLD.said_digest
            OR OLD.said IS NOT NULL AND NEW.said IS NULL AND OLD.said_digest = '' AND LENGTH(NEW.said_digest) = 64
                AND EXISTS (SELECT 1 FROM request r WHERE r.id = NEW.request AND r.erased <> ''))
        AND (NEW.files_erased = OLD.files_erased
            OR OLD.files_erased = '' AND EXISTS (SELECT 1 FROM request r WHERE r.id = NEW.request AND r.erased <> '' AND r.erased = NEW.files_erased)
            OR OLD.files_erased = '' AND NEW.kind = 'submit'
                AND EXISTS (SELECT 1 FROM request_step a WHERE a.request = NEW.request AND a.kind = 'archive' AND julianday(NEW.files_erased) - julianday(a.on_date) > 184)
                AND NOT EXISTS (SELECT 1 FROM dispute d WHERE d.request = NEW.request AND d.result = '')))
BEGIN SELECT RAISE(ABORT, 'request_step_stays'); END;
CREATE TRIGGER request_file_stays BEFORE UPDATE ON request_file WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'request_file_stays'); END;
CREATE TRIGGER request_file_is_kept BEFORE DELETE ON request_file WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'request_file_is_kept'); END;

CREATE TABLE "upkeep" (
    id      INTEGER PRIMARY KEY,
    kind    TEXT   NOT NULL CHECK (kind IN ('drill', 'checkpoint', 'retention')),
    began   BIGINT NOT NULL,
    ended   BIGINT NOT NULL DEFAULT 0,
    problem TEXT   NOT NULL DEFAULT '',
    facts   TEXT   NOT NULL DEFAULT '[]'
);
CREATE INDEX upkeep_kind ON upkeep (kind, id);

CREATE TABLE report_edition (
    report   BIGINT NOT NULL REFERENCES report (id),
    no       BIGINT NOT NULL,
    reason   TEXT   NOT NULL,
    sections TEXT   NOT NULL,
    figures  TEXT   NOT NULL,
    released BIGINT NOT NULL,
    PRIMARY KEY (report, no)
);
CREATE TRIGGER report_edition_stays BEFORE UPDATE ON report_edition WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'report_edition_stays'); END;
CREATE TRIGGER report_edition_is_kept BEFORE DELETE ON report_edition WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'report_edition_is_kept'); END;
CREATE UNIQUE INDEX adjustment_waits ON adjustment (unit, year, applicant, cell) WHERE signer = 0 AND taken_back = 0;
CREATE TRIGGER adjustment_cell_stays BEFORE UPDATE ON adjustment WHEN NEW.cell <> OLD.cell
BEGIN SELECT RAISE(ABORT, 'adjustment_cell_stays'); END;

CREATE TABLE promise (
    id      INTEGER PRIMARY KEY,
    unit    BIGINT NOT NULL REFERENCES unit (id),
    year    BIGINT NOT NULL,
    text    TEXT   NOT NULL CHECK (text <> ''),
    done_on TEXT   NOT NULL DEFAULT '',
    done    TEXT   NOT NULL DEFAULT '',
    person  BIGINT NOT NULL DEFAULT 0,
    CHECK ((done_on = '') = (done = '')),
    UNIQUE (unit, year, text)
);
CREATE TRIGGER promise_stays BEFORE UPDATE ON promise WHEN OLD.done_on <> '' OR NEW.id <> OLD.id OR NEW.unit <> OLD.unit OR NEW.year <> OLD.year OR NEW.text <> OLD.text
BEGIN SELECT RAISE(ABORT, 'promise_stays'); END;
CREATE TRIGGER promise_is_kept BEFORE DELETE ON promise WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'promise_is_kept'); END;

CREATE TABLE website_report (
    id     INTEGER PRIMARY KEY,
    unit   BIGINT NOT NULL REFERENCES unit (id),
    year   BIGINT NOT NULL,
    item   BIGINT NOT NULL DEFAULT 0,
    typed  TEXT   NOT NULL,
    reason TEXT   NOT NULL DEFAULT '',
    owed   BIGINT NOT NULL DEFAULT 0,
    UNIQUE (unit, year)
);

CREATE TABLE website_edition (
    report   BIGINT NOT NULL REFERENCES website_report (id),
    no       BIGINT NOT NULL,
    reason   TEXT   NOT NULL,
    figures  TEXT   NOT NULL,
    released BIGINT NOT NULL,
    PRIMARY KEY (report, no)
);
CREATE TRIGGER website_edition_stays BEFORE UPDATE ON website_edition WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'website_edition_stays'); END;
CREATE TRIGGER website_edition_is_kept BEFORE DELETE ON website_edition WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'website_edition_is_kept'); END;
CREATE TRIGGER website_report_stays BEFORE UPDATE ON website_report WHEN NEW.id <> OLD.id OR NEW.unit <> OLD.unit OR NEW.year <> OLD.year
BEGIN SELECT RAISE(ABORT, 'website_report_stays'); END;
CREATE TRIGGER website_report_is_kept BEFORE DELETE ON website_report WHEN TRUE
BEGIN SELECT RAISE(ABORT, 'website_report_is_kept'); END;
CREATE INDEX correction_received ON correction (received);
