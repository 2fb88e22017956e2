-- Makes a service's database, and the user that owns it and can enter no other service's. Run by the server's administrator before each task of
-- the service: it does what is not done yet, takes over a changed password, and several may run at once.
\getenv name SERVICE_NAME
\getenv password SERVICE_PASSWORD

-- Who holds the lock for longer is not making a database: the task ends with the reason in its log, instead of waiting unseen.
SET lock_timeout = '2min';
SELECT pg_advisory_lock(hashtext('workers'));

SELECT format('CREATE ROLE %I LOGIN', :'name')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec

SELECT format('ALTER ROLE %I PASSWORD %L', :'name', :'password') \gexec

-- Who is no superuser, and nobody is on RDS, gives databases only to roles that are his own.
SELECT format('GRANT %I TO CURRENT_USER', :'name')
WHERE NOT pg_has_role(CURRENT_USER, :'name', 'USAGE') \gexec

SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'name') \gexec
