CREATE TABLE "search_rules" (
	"type" text NOT NULL,
	"rules" integer NOT NULL,
	CONSTRAINT "search_rules_type_rules_pk" PRIMARY KEY("type","rules")
);
--> statement-breakpoint
-- In the order in which writers lock them: slices before resources, resources before what describes them.
ALTER TABLE "scan_slices" ADD COLUMN "is_list_whole" boolean DEFAULT true NOT NULL;--> statement-breakpoint
-- Another index takes its place, with what ended without a part of its list.
DROP INDEX IF EXISTS scan_slices_failed_idx;--> statement-breakpoint
ALTER TABLE "resources" ADD COLUMN "revision" smallint;--> statement-breakpoint
-- What is there was described by the first rules, 1. What a worker of the version before this one adds has none.
ALTER TABLE "resource_versions" ADD COLUMN "rules" integer DEFAULT 1;--> statement-breakpoint
ALTER TABLE "resource_versions" ALTER COLUMN "rules" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "resource_search" ADD COLUMN "rules" integer DEFAULT 1;--> statement-breakpoint
ALTER TABLE "resource_search" ALTER COLUMN "rules" DROP DEFAULT;--> statement-breakpoint
INSERT INTO search_rules (type, rules) SELECT DISTINCT type, 1 FROM slice_counts;--> statement-breakpoint
-- AWS shows an account no tags of a VPC that another one shares with it: they are unknown, and not none. The number is
-- the term `is:untagged`.
UPDATE resource_search SET terms = array_remove(terms, -7433629945587373052) WHERE id IN (
  SELECT id FROM resources WHERE type = 'vpc' AND tags = '{}' AND type_specific_properties ->> 'owner_id' <> account_id);--> statement-breakpoint
UPDATE resources SET tags = NULL, tags_digest = NULL
WHERE type = 'vpc' AND tags = '{}' AND type_specific_properties ->> 'owner_id' <> account_id;--> statement-breakpoint
UPDATE resource_versions SET tags = NULL, terms = array_remove(terms, -7433629945587373052)
WHERE type = 'vpc' AND tags = '{}' AND type_specific_properties ->> 'owner_id' <> account_id;--> statement-breakpoint
-- A writer that knows rules sends them negated when it describes a row again. One that does not leaves the old ones, which
-- would then stand for what they did not make.
CREATE FUNCTION check_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.rules := CASE WHEN NEW.rules < 0 THEN -NEW.rules END;
  RETURN NEW;
END
$$;--> statement-breakpoint
CREATE TRIGGER check_rules_of_descriptions BEFORE UPDATE OF terms ON resource_search
  FOR EACH ROW EXECUTE FUNCTION check_rules();--> statement-breakpoint
-- The keys in which two objects differ: { key: { "old": …, "new": … } }. A key that only one of them has is a property
-- that a version learned or dropped, which is no change of the resource; but a tag that only one has was added or removed,
-- and `tags` are those that became known.
CREATE OR REPLACE FUNCTION jsonb_difference(old jsonb, new jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_object_agg(coalesce(o.key, n.key), jsonb_build_object('old', o.value, 'new', n.value)), '{}')
  FROM jsonb_each(old) AS o FULL JOIN jsonb_each(new) AS n ON o.key = n.key
  WHERE o.value IS DISTINCT FROM n.value
    AND ((o.key IS NOT NULL AND n.key IS NOT NULL) OR coalesce(o.key, n.key) ~ '^tag:|^tags$')
$$;--> statement-breakpoint
-- Text that is no address or network is null.
CREATE FUNCTION to_network(value text) RETURNS inet LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN value::inet;
EXCEPTION WHEN invalid_text_representation THEN
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION keep_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM resource_versions WHERE id IN (SELECT id FROM old_rows);
    RETURN NULL;
  END IF;
  INSERT INTO resource_versions (id, account_id, region, type, resource_id, arn, name, status, vpc_id, subnet_id,
    private_ip, public_ip, tags, type_specific_properties, values_digest, slice_region, first_seen_at, seen_at,
    last_changed_at, removed_at, until, search, terms, addresses, rules)
  SELECT o.id, o.account_id, o.region, o.type, o.resource_id, o.arn, o.name, o.status, o.vpc_id, o.subnet_id,
    o.private_ip, o.public_ip, o.tags, o.type_specific_properties, o.values_digest, o.slice_region, o.first_seen_at, o.seen_at,
    o.last_changed_at, o.removed_at, n.last_changed_at, coalesce(s.search, ''), coalesce(s.terms, '{}'),
    ARRAY(SELECT address FROM resource_addresses a WHERE a.resource_id = o.id), s.rules
  FROM old_rows o JOIN new_rows n ON n.id = o.id LEFT JOIN resource_search s ON s.id = o.id
  WHERE n.last_changed_at > o.last_changed_at ORDER BY o.id
  ON CONFLICT (id, last_changed_at) DO NOTHING;
  RETURN NULL;
END
$$;--> statement-breakpoint
-- How fresh each slice was at a moment. One that ended without a part of its list was not verified by that.
CREATE OR REPLACE FUNCTION slices_as_of(moment timestamptz)
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
      AND d.is_list_whole AND d.ended_at <= moment ORDER BY d.ended_at DESC LIMIT 1) v ON true
  LEFT JOIN LATERAL (
    SELECT x.ended_at AS at FROM scan_slices x
    WHERE x.account_id = sl.account_id AND x.type = sl.type AND x.region = sl.region
      AND (x.state = 'failed' OR NOT x.is_list_whole)
      AND x.ended_at > coalesce(v.at, '-infinity') AND x.ended_at <= moment ORDER BY x.ended_at LIMIT 1) f ON true
$$;
