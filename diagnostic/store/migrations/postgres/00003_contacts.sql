-- +goose Up

-- What a line says of its supplier beside the name. Lines kept before say nothing.
ALTER TABLE lines ADD COLUMN phone TEXT COLLATE "C" NOT NULL DEFAULT ''; -- ten digits
ALTER TABLE lines ADD COLUMN email_domain TEXT COLLATE "C" NOT NULL DEFAULT ''; -- never the address
ALTER TABLE lines ADD COLUMN registered_no TEXT COLLATE "C" NOT NULL DEFAULT '';
