import { limitReader, READER_ROLE } from "@/lib/db/embedded/roles"

/** Something to paste into a tool; `sql` is what it asks the database, which a test runs as the reader role. */
export interface Snippet {
  title: string
  text: string
  sql: string
}

/** The role of this product on a database of one's own: whoever owns its tables. */
const OWNER = "(select pg_get_userbyid(relowner) from pg_class where oid = 'resources'::regclass)"

/** Creates the role on a database of one's own, and limits it. Our next start gives it the right to read. */
export const createReader = `create role ${READER_ROLE} login password 'choose-a-long-one';
${limitReader(OWNER).trim()}`

/** Questions that people ask first, on the views and tables that the reader role sees. */
export const snippets: readonly Snippet[] = [
  {
    title: "Instances by type and region",
    text: "For a table in psql, Grafana or Metabase",
    sql: `select region, instance_type, count(*) as instances
from ec2_instances
group by region, instance_type
order by instances desc`,
  },
  {
    title: "What appeared, changed and went, a day",
    text: "For a time series in Grafana",
    sql: `select date_trunc('day', at) as time, kind as metric, count(*) as value
from resource_changes
where at > now() - interval '30 days'
group by 1, 2
order by 1`,
  },
  {
    title: "Databases that the internet can reach",
    text: "For an alert",
    sql: `select account_id, region, name, engine, endpoint
from rds_instances
where publicly_accessible`,
  },
  {
    title: "Resources without an owner",
    text: "For a report",
    sql: `select account_id, type, count(*) as resources
from resources
where removed_at is null and not coalesce(tags ? 'owner', false)
group by account_id, type
order by resources desc`,
  },
  {
    title: "The inventory as it was a week ago",
    text: "For a report; any moment will do",
    sql: `select account_id, region, type, name, status, tags ->> 'owner' as owner
from resources_as_of(now() - interval '7 days')
order by type, name`,
  },
  {
    title: "Which fields change most",
    text: "A row for each field of each change",
    sql: `select type, field, count(*) as changes
from resource_changes_flat
where at > now() - interval '30 days' and field is not null
group by type, field
order by changes desc`,
  },
  {
    title: "How many there were, a day",
    text: "For a time series in Grafana; kept for ever",
    sql: `select day, type, sum(present) as resources
from daily_counts
group by day, type
order by day`,
  },
  {
    title: "How many there are, at once",
    text: "From the counts that are kept, at any size",
    sql: `select account_id, type, region, sum(count) as resources
from slice_counts
group by account_id, type, region
order by resources desc`,
  },
]
