-- Creates a service's database, and a user that owns it and cannot connect to the databases of other services. Run it as the server's
-- administrator, with the service's name in the variable "name" and its password, twice, on standard input. It is idempotent, applies a
-- changed password, and can run several times at once.

-- Creating a database takes less time. If the lock is held longer, the task fails with the reason in its log, instead of waiting.
SET lock_timeout = '2min';
SELECT pg_advisory_lock(hashtext('workers'));

SELECT format('CREATE ROLE %I LOGIN', :'name')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec

-- psql computes the verifier and sends only that: a password in a statement would be in the server's log if the statement failed.
SET password_encryption = 'scram-sha-256';
\password :"name"

-- A user without superuser rights, as on RDS, can assign a database only to a role that it is a member of.
SELECT format('GRANT %I TO CURRENT_USER', :'name')
WHERE NOT pg_has_role(CURRENT_USER, :'name', 'USAGE') \gexec

SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'name') \gexec
