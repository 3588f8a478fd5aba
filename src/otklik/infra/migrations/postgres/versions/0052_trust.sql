-- Which certificates of mail servers are believed; without either those of the system's authorities.
ALTER TABLE mail_accounts
    ADD COLUMN fingerprint  text,              -- SHA-256 of the one certificate that is right, hexadecimal
    ADD COLUMN authority    text,              -- PEM of those who may vouch for it
    ADD COLUMN trouble_code text NOT NULL DEFAULT ''; -- untrusted_certificate | other_certificate | ''

ALTER TABLE inbound_accounts
    ADD COLUMN fingerprint  text,
    ADD COLUMN authority    text;
