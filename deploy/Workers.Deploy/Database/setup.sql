-- Makes a service's database, and the user that owns it and can enter no other service's. Run by the server's administrator, with the service's
-- name in the variable "name" and its password, twice, on standard input. It does what is not done yet and adopts a changed password, and
-- several may run at once.

-- Who holds the lock for longer is not making a database: the task ends with the reason in its log, instead of waiting unseen.
SET lock_timeout = '2min';
SELECT pg_advisory_lock(hashtext('workers'));

SELECT format('CREATE ROLE %I LOGIN', :'name')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec

-- psql computes the verifier and sends that: a password in a statement would be in the server's log if the statement failed.
SET password_encryption = 'scram-sha-256';
\password :"name"

-- Who is no superuser, and nobody is on RDS, gives databases only to roles that are his own.
SELECT format('GRANT %I TO CURRENT_USER', :'name')
WHERE NOT pg_has_role(CURRENT_USER, :'name', 'USAGE') \gexec

SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'name') \gexec
