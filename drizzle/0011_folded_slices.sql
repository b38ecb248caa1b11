CREATE TABLE "folded_slices" (
	"scan_id" uuid PRIMARY KEY NOT NULL,
	"place_set" bigint NOT NULL,
	"first_ended_at" timestamp with time zone NOT NULL,
	"last_ended_at" timestamp with time zone NOT NULL,
	"times" timestamp with time zone[] NOT NULL,
	"started" integer[] NOT NULL,
	"ended" integer[] NOT NULL,
	"found" integer[] NOT NULL,
	"aws_calls" integer[] NOT NULL,
	"retries" integer[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "place_sets" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "place_sets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" text NOT NULL,
	"digest" text NOT NULL,
	"types" text[] NOT NULL,
	"regions" text[] NOT NULL,
	CONSTRAINT "place_sets_account_id_digest_key" UNIQUE("account_id","digest")
);
--> statement-breakpoint
ALTER TABLE "scan_slices" ADD COLUMN "verified_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "folded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "folded_slices" ADD CONSTRAINT "folded_slices_scan_id_scans_id_fk" FOREIGN KEY ("scan_id") REFERENCES "public"."scans"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "folded_slices" ADD CONSTRAINT "folded_slices_place_set_place_sets_id_fk" FOREIGN KEY ("place_set") REFERENCES "public"."place_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "folded_slices_place_set_idx" ON "folded_slices" USING btree ("place_set","last_ended_at","first_ended_at");--> statement-breakpoint
CREATE INDEX "scans_unfolded_idx" ON "scans" USING btree ("ended_at") WHERE "scans"."folded_at" is null;--> statement-breakpoint
-- The slices that were folded, as if each had its own row.
CREATE VIEW folded_scan_slices AS
SELECT f.scan_id, s.account_id, p.type, p.region, p.found, p.aws_calls, p.retries, t.times[p.started] AS started_at,
  t.times[p.ended] AS ended_at
FROM folded_slices f JOIN place_sets s ON s.id = f.place_set
-- A list that is stored compressed would be read anew for each element.
CROSS JOIN LATERAL (SELECT f.times || '{}'::timestamptz[] AS times OFFSET 0) t
CROSS JOIN LATERAL unnest(s.types, s.regions, f.started, f.ended, f.found, f.aws_calls, f.retries)
  AS p(type, region, started, ended, found, aws_calls, retries)
WHERE p.ended > 0;--> statement-breakpoint
-- All slices of all scans: for people who ask in SQL.
CREATE VIEW all_scan_slices AS
SELECT scan_id, account_id, type, region, state, found, created, updated, changed, removed, errors, aws_calls, retries,
  error_code, error_message, missing_permission, is_list_whole, started_at, ended_at FROM scan_slices
UNION ALL
SELECT scan_id, account_id, type, region, 'done', found, 0, found, 0, 0, 0, aws_calls, retries, NULL, NULL, NULL, true,
  started_at, ended_at FROM folded_scan_slices;--> statement-breakpoint
-- When places were listed to their ends at a moment, as far as folded slices tell. Of those with the same places, only the
-- newest that had ended by then matters, and what overlaps it: each of its places ended later than in any older one, and
-- one that failed there has its own row, which knows when it had been verified.
CREATE FUNCTION folded_as_of(moment timestamptz)
RETURNS TABLE (account_id text, type text, region text, verified_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT s.account_id, p.type, p.region, max(t.times[p.ended])
  FROM place_sets s
  LEFT JOIN LATERAL (
    SELECT n.first_ended_at FROM folded_slices n WHERE n.place_set = s.id AND n.last_ended_at <= moment
    ORDER BY n.last_ended_at DESC LIMIT 1) newest ON true
  JOIN folded_slices f ON f.place_set = s.id AND f.last_ended_at >= coalesce(newest.first_ended_at, '-infinity')
    AND f.first_ended_at <= moment
  CROSS JOIN LATERAL (SELECT f.times || '{}'::timestamptz[] AS times OFFSET 0) t
  CROSS JOIN LATERAL unnest(s.types, s.regions, f.ended) AS p(type, region, ended)
  WHERE p.ended > 0 AND t.times[p.ended] <= moment
  GROUP BY 1, 2, 3
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION torn_slices(moment timestamptz)
RETURNS TABLE (account_id text, type text, region text, began_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT sl.account_id, sl.type, sl.region, min(sl.started_at)
  FROM scans s CROSS JOIN LATERAL (
    SELECT k.account_id, k.type, k.region, k.started_at, k.ended_at FROM scan_slices k WHERE k.scan_id = s.id
    UNION ALL
    SELECT f.account_id, f.type, f.region, f.started_at, f.ended_at FROM folded_scan_slices f WHERE f.scan_id = s.id) sl
  WHERE s.created_at <= moment AND s.created_at > moment - interval '7 days' AND (s.ended_at IS NULL OR s.ended_at > moment)
    AND sl.started_at <= moment AND (sl.ended_at IS NULL OR sl.ended_at > moment)
  GROUP BY 1, 2, 3
$$;--> statement-breakpoint
-- How fresh each slice was at a moment: the latest of what its own rows, what was folded, and what a failed slice knew of
-- the time before it say.
CREATE OR REPLACE FUNCTION slices_as_of(moment timestamptz)
RETURNS TABLE (account_id text, type text, region text, verified_at timestamptz, unverified_since timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT sl.account_id, sl.type, sl.region, v.at, CASE WHEN f.at IS NOT NULL AND (EXISTS (
      SELECT FROM resources r
      WHERE r.account_id = sl.account_id AND r.type = sl.type AND r.slice_region = sl.region
        AND r.first_seen_at <= moment AND (r.removed_at IS NULL OR r.removed_at > moment)) OR EXISTS (
      SELECT FROM resource_versions r
      WHERE r.account_id = sl.account_id AND r.type = sl.type AND r.slice_region = sl.region
        AND r.last_changed_at <= moment AND r.until > moment AND r.removed_at IS NULL)) THEN f.at END
  FROM slices sl
  LEFT JOIN folded_as_of(moment) fo ON fo.account_id = sl.account_id AND fo.type = sl.type AND fo.region = sl.region
  CROSS JOIN LATERAL (
    SELECT greatest(fo.verified_at, (
        SELECT d.ended_at FROM scan_slices d
        WHERE d.account_id = sl.account_id AND d.type = sl.type AND d.region = sl.region AND d.state IN ('done', 'partial')
          AND d.is_list_whole AND d.ended_at <= moment ORDER BY d.ended_at DESC LIMIT 1), (
        SELECT nullif(b.verified_before, 'epoch') FROM scan_slices b
        WHERE b.account_id = sl.account_id AND b.type = sl.type AND b.region = sl.region
          AND b.verified_before IS NOT NULL AND b.ended_at <= moment ORDER BY b.ended_at DESC LIMIT 1)) AS at) v
  LEFT JOIN LATERAL (
    SELECT x.ended_at AS at FROM scan_slices x
    WHERE x.account_id = sl.account_id AND x.type = sl.type AND x.region = sl.region
      AND (x.state = 'failed' OR NOT x.is_list_whole)
      AND x.ended_at > coalesce(v.at, '-infinity') AND x.ended_at <= moment ORDER BY x.ended_at LIMIT 1) f ON true
$$;
