import postgres from "postgres"

export const APP_ROLE = "aws_connect"
export const READER_ROLE = "aws_connect_reader"

export interface Passwords {
  superuser: string
  app: string
  reader: string
}

/** The address of the embedded server for one of its roles. */
export const addressOf = (port: number, role: string, password: string): string =>
  `postgresql://${role}:${password}@127.0.0.1:${port}/postgres`

export const SUPERUSER = "postgres"

/**
 * Creates the two roles that everything else uses: the app's role, an ordinary owner of its tables, and a read-only
 * role for people's tools. The superuser, which could run programs on this machine through SQL, is used for nothing
 * else. What an earlier version created as the superuser is given to the app's role.
 */
export async function prepareRoles(port: number, { superuser, app, reader }: Passwords): Promise<void> {
  const sql = postgres(addressOf(port, SUPERUSER, superuser), { max: 1, onnotice: () => {} })
  try {
    await sql.begin(async (tx) => {
      for (const [role, password] of [
        [APP_ROLE, app],
        [READER_ROLE, reader],
      ] as const) {
        const [known] = await tx`select from pg_roles where rolname = ${role}`
        if (!known) await tx.unsafe(`create role ${role} login`)
        // We made the passwords, in base64url: nothing in them needs quoting.
        await tx.unsafe(`alter role ${role} password '${password}'`)
      }
      await tx.unsafe(limitReader())
      await tx.unsafe(HAND_OVER)
    })
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** PostgreSQL's functions that everybody may call, and that would hold up the product or fill its disk. */
const HARMFUL =
  "p.proname ~ '^pg_(try_)?advisory_' or p.proname in ('lo_create', 'lo_creat', 'lo_from_bytea', 'lo_import')"

/**
 * What a superuser runs so that the reader's role cannot do harm: it changes nothing, ends by itself, and neither takes
 * locks that the product waits for nor fills the disk. The product's own role keeps what it needs.
 * @param app the product's own role, as SQL.
 */
export const limitReader = (app = `'${APP_ROLE}'`): string => `
alter role ${READER_ROLE} set default_transaction_read_only = on;
alter role ${READER_ROLE} set statement_timeout = '5min';
alter role ${READER_ROLE} set idle_in_transaction_session_timeout = '1min';
alter role ${READER_ROLE} set lock_timeout = '5s';
alter role ${READER_ROLE} set temp_file_limit = '4GB';
alter role ${READER_ROLE} connection limit 20;
do $$
declare
  one text;
begin
  execute format('revoke temporary on database %I from public', current_database());
  execute format('grant temporary on database %I to %I', current_database(), ${app});
  for one in
    select p.oid::regprocedure from pg_proc p where p.pronamespace = 'pg_catalog'::regnamespace and (${HARMFUL})
  loop
    execute format('revoke execute on function %s from public', one);
    execute format('grant execute on function %s to %I', one, ${app});
  end loop;
end $$;`

/** Sequences of identity columns belong to their tables, and get the new owner with them. */
const HAND_OVER = `
do $$
declare
  item text;
begin
  if (select datdba from pg_database where datname = current_database()) <> '${APP_ROLE}'::regrole then
    execute format('alter database %I owner to ${APP_ROLE}', current_database());
  end if;
  for item in
    select format('schema %I', nspname) from pg_namespace
    where nspname in ('drizzle', 'pgboss') and nspowner = '${SUPERUSER}'::regrole
    union all
    select format('%s %s', case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end, c.oid::regclass)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'drizzle', 'pgboss') and c.relowner = '${SUPERUSER}'::regrole
      and c.relkind in ('r', 'p', 'v', 'S')
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i', 'e') and c.relkind = 'S')
    union all
    select format('routine %s', p.oid::regprocedure) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'pgboss') and p.proowner = '${SUPERUSER}'::regrole
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all
    select format('type %s', t.oid::regtype) from pg_type t join pg_namespace n on n.oid = t.typnamespace
    where n.nspname in ('public', 'pgboss') and t.typowner = '${SUPERUSER}'::regrole and t.typtype = 'e'
  loop
    execute format('alter %s owner to ${APP_ROLE}', item);
  end loop;
end $$`
