ALTER TABLE "users" DROP CONSTRAINT "users_role_check";--> statement-breakpoint
ALTER TABLE "resource_changes" DROP CONSTRAINT "resource_changes_kind_check";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "must_change_password" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "slices_total" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "slices_open" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "slices_failed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "slices_denied" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "slices_incomplete" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "found" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "created" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "updated" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "changed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "removed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "errors" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "aws_calls" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "retries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "found_by_type" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "found_by_region" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "slice_errors" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "touched_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "scan_slices_live_idx" ON "scan_slices" USING btree ("scan_id") WHERE "scan_slices"."state" = 'running' or ("scan_slices"."state" = 'waiting' and "scan_slices"."joined_slice_id" is not null);--> statement-breakpoint
CREATE INDEX "scan_slices_ended_idx" ON "scan_slices" USING btree ("scan_id","ended_at");--> statement-breakpoint
-- audit_log.details, which nothing reads, stays for one version: during a rolling deployment the older processes still
-- name it when they insert.
ALTER TABLE "users" ADD CONSTRAINT "users_role_check" CHECK ("users"."role" in ('admin', 'operator', 'viewer'));--> statement-breakpoint
ALTER TABLE "resource_changes" ADD CONSTRAINT "resource_changes_kind_check" CHECK ("resource_changes"."kind" in ('appeared', 'changed', 'removed', 'returned')) NOT VALID;--> statement-breakpoint
-- The constraint before it was narrower, so every row is valid. NOT VALID saves reading a large table under a lock.

-- Adds the counts of b to those of a: add_counts('{"ec2": 2}', '{"ec2": 3, "rds": 1}') is '{"ec2": 5, "rds": 1}'.
CREATE FUNCTION add_counts(a jsonb, b jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN b IS NULL THEN a ELSE
    a || (SELECT jsonb_object_agg(key, coalesce((a ->> key)::int, 0) + value::int) FROM jsonb_each_text(b)) END
$$;--> statement-breakpoint
-- Keeps the counts on scans: one update of a scan's row for each statement on its slices, in the same transaction. It
-- reads the changed slices alone, so its cost does not depend on how many slices the scan has. The order of locks is
-- always the slice first, then its scan.
CREATE FUNCTION count_scan_slices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    UPDATE scans s SET slices_total = slices_total + n.total, slices_open = slices_open + n.open,
      found_by_region = n.regions || s.found_by_region, revision = revision + 1, touched_at = now()
    FROM (
      SELECT scan_id, count(*) AS total, count(*) FILTER (WHERE state IN ('waiting', 'running')) AS open,
        jsonb_object_agg(region, 0) AS regions
      FROM new_slices GROUP BY scan_id
    ) n
    WHERE s.id = n.scan_id;
    RETURN NULL;
  END IF;
  UPDATE scans s SET
    slices_open = slices_open + d.open, slices_failed = slices_failed + d.failed,
    slices_denied = slices_denied + d.denied, slices_incomplete = slices_incomplete + d.incomplete,
    found = s.found + d.found, created = s.created + d.created, updated = s.updated + d.updated,
    changed = s.changed + d.changed, removed = s.removed + d.removed, errors = s.errors + d.errors,
    aws_calls = s.aws_calls + d.aws_calls, retries = s.retries + d.retries,
    found_by_type = add_counts(found_by_type, (
      SELECT jsonb_object_agg(t.type, t.found) FROM (
        SELECT n.type, sum(n.found - o.found) AS found FROM new_slices n JOIN old_slices o USING (id)
        WHERE n.scan_id = s.id AND n.found <> o.found GROUP BY n.type
      ) t)),
    found_by_region = add_counts(found_by_region, (
      SELECT jsonb_object_agg(t.region, t.found) FROM (
        SELECT n.region, sum(n.found - o.found) AS found FROM new_slices n JOIN old_slices o USING (id)
        WHERE n.scan_id = s.id AND n.found <> o.found GROUP BY n.region
      ) t)),
    revision = revision + 1, touched_at = now()
  FROM (
    SELECT n.scan_id,
      sum((n.state IN ('waiting', 'running'))::int - (o.state IN ('waiting', 'running'))::int) AS open,
      sum((n.state = 'failed')::int - (o.state = 'failed')::int) AS failed,
      sum((n.state = 'failed' AND n.error_code = 'AccessDenied')::int
        - (o.state = 'failed' AND o.error_code = 'AccessDenied')::int) AS denied,
      sum((n.state IN ('partial', 'failed', 'cancelled'))::int
        - (o.state IN ('partial', 'failed', 'cancelled'))::int) AS incomplete,
      sum(n.found - o.found) AS found, sum(n.created - o.created) AS created, sum(n.updated - o.updated) AS updated,
      sum(n.changed - o.changed) AS changed, sum(n.removed - o.removed) AS removed, sum(n.errors - o.errors) AS errors,
      sum(n.aws_calls - o.aws_calls) AS aws_calls, sum(n.retries - o.retries) AS retries
    FROM new_slices n JOIN old_slices o USING (id) GROUP BY n.scan_id
  ) d
  WHERE s.id = d.scan_id;
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER count_inserted_slices AFTER INSERT ON scan_slices
  REFERENCING NEW TABLE AS new_slices FOR EACH STATEMENT EXECUTE FUNCTION count_scan_slices();--> statement-breakpoint
CREATE TRIGGER count_updated_slices AFTER UPDATE ON scan_slices
  REFERENCING OLD TABLE AS old_slices NEW TABLE AS new_slices FOR EACH STATEMENT EXECUTE FUNCTION count_scan_slices();--> statement-breakpoint
-- The scans that are there already.
UPDATE scans s SET
  slices_total = d.total, slices_open = d.open, slices_failed = d.failed, slices_denied = d.denied,
  slices_incomplete = d.incomplete, found = d.found, created = d.created, updated = d.updated, changed = d.changed,
  removed = d.removed, errors = d.errors, aws_calls = d.aws_calls, retries = d.retries,
  found_by_type = coalesce((SELECT jsonb_object_agg(t.type, t.found) FROM (
    SELECT type, sum(found) AS found FROM scan_slices WHERE scan_id = s.id GROUP BY type) t), '{}'),
  found_by_region = coalesce((SELECT jsonb_object_agg(t.region, t.found) FROM (
    SELECT region, sum(found) AS found FROM scan_slices WHERE scan_id = s.id GROUP BY region) t), '{}'),
  slice_errors = CASE WHEN s.ended_at IS NULL THEN '[]' ELSE d.slice_errors END
FROM (
  SELECT scan_id, count(*) AS total, count(*) FILTER (WHERE state IN ('waiting', 'running')) AS open,
    count(*) FILTER (WHERE state = 'failed') AS failed,
    count(*) FILTER (WHERE state = 'failed' AND error_code = 'AccessDenied') AS denied,
    count(*) FILTER (WHERE state IN ('partial', 'failed', 'cancelled')) AS incomplete,
    sum(found) AS found, sum(created) AS created, sum(updated) AS updated, sum(changed) AS changed,
    sum(removed) AS removed, sum(errors) AS errors, sum(aws_calls) AS aws_calls, sum(retries) AS retries,
    coalesce(jsonb_agg(jsonb_build_object('region', region, 'resource_type', type, 'code', error_code,
      'message', error_message, 'missing_permission', missing_permission) ORDER BY type, region)
      FILTER (WHERE error_code IS NOT NULL), '[]') AS slice_errors
  FROM scan_slices GROUP BY scan_id
) d
WHERE s.id = d.scan_id;--> statement-breakpoint
-- Tags as facts, next to a resource's columns and properties: { "tag:KEY": value }.
CREATE FUNCTION tag_facts(tags jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_object_agg('tag:' || key, value), '{}') FROM jsonb_each(tags)
$$;--> statement-breakpoint
-- resource_facts stays for one version: during a rolling deployment the older workers still call it.

-- A slice that holds nothing is no loss, so it is not unverified.
UPDATE slices s SET unverified_since = NULL
WHERE unverified_since IS NOT NULL AND NOT EXISTS (
  SELECT FROM resources r
  WHERE r.account_id = s.account_id AND r.type = s.type AND r.slice_region = s.region AND r.removed_at IS NULL);--> statement-breakpoint
-- What is gone keeps no secret.
UPDATE resources SET sealed_values = NULL WHERE removed_at IS NOT NULL AND sealed_values IS NOT NULL;