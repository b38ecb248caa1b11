CREATE TABLE "daily_changes" (
	"account_id" text NOT NULL,
	"type" text NOT NULL,
	"region" text NOT NULL,
	"day" date NOT NULL,
	"appeared" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"removed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "daily_changes_day_account_id_type_region_pk" PRIMARY KEY("day","account_id","type","region")
);
--> statement-breakpoint
CREATE TABLE "resource_versions" (
	"id" uuid NOT NULL,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"type" text NOT NULL,
	"resource_id" text NOT NULL,
	"arn" text,
	"name" text,
	"status" text,
	"vpc_id" text,
	"subnet_id" text,
	"private_ip" text,
	"public_ip" text,
	"tags" jsonb,
	"type_specific_properties" jsonb NOT NULL,
	"values_digest" text,
	"slice_region" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"last_changed_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	"until" timestamp with time zone NOT NULL,
	"search" text NOT NULL,
	"terms" bigint[] NOT NULL,
	"addresses" "inet"[] NOT NULL,
	CONSTRAINT "resource_versions_id_last_changed_at_pk" PRIMARY KEY("id","last_changed_at")
);
--> statement-breakpoint
CREATE TABLE "version_fill" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"position" uuid NOT NULL,
	"is_done" boolean NOT NULL,
	CONSTRAINT "version_fill_one_row" CHECK ("version_fill"."id" = 1)
);
--> statement-breakpoint
SELECT 1;--> statement-breakpoint
-- From here on, nobody writes resources or changes until this migration is committed, so that versions and daily counts
-- begin exact. It reads the changes once: some seconds a million.
LOCK TABLE resources, resource_changes IN SHARE ROW EXCLUSIVE MODE;--> statement-breakpoint
-- Keeps what a change replaces, with what it was found by. It runs before the transaction describes the new row.
CREATE FUNCTION keep_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM resource_versions WHERE id IN (SELECT id FROM old_rows);
    RETURN NULL;
  END IF;
  INSERT INTO resource_versions (id, account_id, region, type, resource_id, arn, name, status, vpc_id, subnet_id,
    private_ip, public_ip, tags, type_specific_properties, values_digest, slice_region, first_seen_at, seen_at,
    last_changed_at, removed_at, until, search, terms, addresses)
  SELECT o.id, o.account_id, o.region, o.type, o.resource_id, o.arn, o.name, o.status, o.vpc_id, o.subnet_id,
    o.private_ip, o.public_ip, o.tags, o.type_specific_properties, o.values_digest, o.slice_region, o.first_seen_at, o.seen_at,
    o.last_changed_at, o.removed_at, n.last_changed_at, coalesce(s.search, ''), coalesce(s.terms, '{}'),
    ARRAY(SELECT address FROM resource_addresses a WHERE a.resource_id = o.id)
  FROM old_rows o JOIN new_rows n ON n.id = o.id LEFT JOIN resource_search s ON s.id = o.id
  WHERE n.last_changed_at > o.last_changed_at ORDER BY o.id
  ON CONFLICT (id, last_changed_at) DO NOTHING;
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER keep_updated_resources AFTER UPDATE ON resources
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_versions();--> statement-breakpoint
CREATE TRIGGER forget_deleted_resources AFTER DELETE ON resources
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_versions();--> statement-breakpoint
-- Keeps daily_changes: one statement for every statement that records changes, in its transaction.
CREATE FUNCTION count_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO daily_changes (day, account_id, type, region, appeared, changed, removed)
  SELECT (c.at AT TIME ZONE 'UTC')::date, r.account_id, r.type, r.region,
    count(*) FILTER (WHERE c.kind IN ('appeared', 'returned')), count(*) FILTER (WHERE c.kind = 'changed'),
    count(*) FILTER (WHERE c.kind = 'removed')
  FROM new_changes c JOIN resources r ON r.id = c.resource_id GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (day, account_id, type, region) DO UPDATE SET appeared = daily_changes.appeared + excluded.appeared,
    changed = daily_changes.changed + excluded.changed, removed = daily_changes.removed + excluded.removed;
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER count_recorded_changes AFTER INSERT ON resource_changes
  REFERENCING NEW TABLE AS new_changes FOR EACH STATEMENT EXECUTE FUNCTION count_changes();--> statement-breakpoint
-- What is there already.
INSERT INTO daily_changes (day, account_id, type, region, appeared, changed, removed)
SELECT (c.at AT TIME ZONE 'UTC')::date, r.account_id, r.type, r.region,
  count(*) FILTER (WHERE c.kind IN ('appeared', 'returned')), count(*) FILTER (WHERE c.kind = 'changed'),
  count(*) FILTER (WHERE c.kind = 'removed')
FROM resource_changes c JOIN resources r ON r.id = c.resource_id GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;--> statement-breakpoint
-- The versions of before are rebuilt from the changes at the next start, in batches.
INSERT INTO version_fill (position, is_done)
SELECT '00000000-0000-0000-0000-000000000000', NOT EXISTS (SELECT FROM resource_changes WHERE kind <> 'appeared');--> statement-breakpoint
-- The same for every day since the first, with how many there were at its end.
CREATE VIEW daily_counts AS
SELECT d.day, p.account_id, p.type, p.region,
  sum(coalesce(c.appeared - c.removed, 0)) OVER (PARTITION BY p.account_id, p.type, p.region ORDER BY d.day)::int AS present,
  coalesce(c.appeared, 0) AS appeared, coalesce(c.changed, 0) AS changed, coalesce(c.removed, 0) AS removed
FROM (SELECT account_id, type, region, min(day) AS first FROM daily_changes GROUP BY 1, 2, 3) p
CROSS JOIN LATERAL (
  SELECT generate_series(p.first, (now() AT TIME ZONE 'UTC')::date, interval '1 day')::date AS day) d
LEFT JOIN daily_changes c
  ON c.day = d.day AND c.account_id = p.account_id AND c.type = p.type AND c.region = p.region;--> statement-breakpoint
-- The slices that were being read at a moment. Their resources are shown as they were when the reading began.
CREATE FUNCTION torn_slices(moment timestamptz)
RETURNS TABLE (account_id text, type text, region text, began_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT sl.account_id, sl.type, sl.region, min(sl.started_at)
  FROM scans s JOIN scan_slices sl ON sl.scan_id = s.id
  WHERE s.created_at <= moment AND s.created_at > moment - interval '7 days' AND (s.ended_at IS NULL OR s.ended_at > moment)
    AND sl.started_at <= moment AND (sl.ended_at IS NULL OR sl.ended_at > moment)
  GROUP BY 1, 2, 3
$$;--> statement-breakpoint
-- How fresh each slice was at a moment. verified_at is null for one that was not read before. One that held nothing is
-- not unverified when it fails: nothing was lost.
CREATE FUNCTION slices_as_of(moment timestamptz)
RETURNS TABLE (account_id text, type text, region text, verified_at timestamptz, unverified_since timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT sl.account_id, sl.type, sl.region, v.at, CASE WHEN f.at IS NOT NULL AND EXISTS (
      SELECT FROM resources r
      WHERE r.account_id = sl.account_id AND r.type = sl.type AND r.slice_region = sl.region
        AND r.first_seen_at <= moment AND (r.removed_at IS NULL OR r.removed_at > moment)) THEN f.at END
  FROM slices sl
  LEFT JOIN LATERAL (
    SELECT d.ended_at AS at FROM scan_slices d
    WHERE d.account_id = sl.account_id AND d.type = sl.type AND d.region = sl.region AND d.state IN ('done', 'partial')
      AND d.ended_at <= moment ORDER BY d.ended_at DESC LIMIT 1) v ON true
  LEFT JOIN LATERAL (
    SELECT x.ended_at AS at FROM scan_slices x
    WHERE x.account_id = sl.account_id AND x.type = sl.type AND x.region = sl.region AND x.state = 'failed'
      AND x.ended_at > coalesce(v.at, '-infinity') AND x.ended_at <= moment ORDER BY x.ended_at LIMIT 1) f ON true
$$;--> statement-breakpoint
-- The inventory as it was: for people who ask in SQL. The product asks both tables by itself, each by its indexes.
CREATE FUNCTION resources_as_of(moment timestamptz)
RETURNS TABLE (id uuid, account_id text, region text, type text, resource_id text, arn text, name text, status text,
  vpc_id text, subnet_id text, private_ip text, public_ip text, tags jsonb, type_specific_properties jsonb,
  first_seen_at timestamptz, last_changed_at timestamptz) LANGUAGE sql STABLE AS $$
  WITH torn AS MATERIALIZED (SELECT * FROM torn_slices(moment))
  SELECT r.id, r.account_id, r.region, r.type, r.resource_id, r.arn, r.name, r.status, r.vpc_id, r.subnet_id,
    r.private_ip, r.public_ip, r.tags, r.type_specific_properties, r.first_seen_at, r.last_changed_at
  FROM resources r LEFT JOIN torn t ON t.account_id = r.account_id AND t.type = r.type AND t.region = r.slice_region
  WHERE r.removed_at IS NULL AND r.last_changed_at <= coalesce(t.began_at, moment)
  UNION ALL
  SELECT r.id, r.account_id, r.region, r.type, r.resource_id, r.arn, r.name, r.status, r.vpc_id, r.subnet_id,
    r.private_ip, r.public_ip, r.tags, r.type_specific_properties, r.first_seen_at, r.last_changed_at
  FROM resource_versions r LEFT JOIN torn t ON t.account_id = r.account_id AND t.type = r.type AND t.region = r.slice_region
  WHERE r.removed_at IS NULL AND r.last_changed_at <= coalesce(t.began_at, moment)
    AND r.until > coalesce(t.began_at, moment)
$$;--> statement-breakpoint
-- A row for each field of each change.
CREATE VIEW resource_changes_flat AS
SELECT c.at, c.kind, c.scan_id, c.resource_id AS id, r.account_id, r.region, r.type, r.resource_id, r.name, f.key AS field,
  CASE WHEN f.key <> 'values_digest' THEN f.value -> 'old' END AS old,
  CASE WHEN f.key <> 'values_digest' THEN f.value -> 'new' END AS new
FROM resource_changes c JOIN resources r ON r.id = c.resource_id LEFT JOIN LATERAL jsonb_each(c.fields) f ON true;--> statement-breakpoint
-- Last, since it waits for those who read views, and they would wait for everything above.
ALTER TABLE "saved_views" ADD COLUMN "as_of" timestamp with time zone;
