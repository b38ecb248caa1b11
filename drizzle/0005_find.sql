CREATE TABLE "resource_addresses" (
	"resource_id" uuid NOT NULL,
	"address" "inet" NOT NULL,
	CONSTRAINT "resource_addresses_resource_id_address_pk" PRIMARY KEY("resource_id","address")
);
--> statement-breakpoint
CREATE TABLE "resource_search" (
	"id" uuid PRIMARY KEY NOT NULL,
	"search" text NOT NULL,
	"terms" bigint[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_terms" (
	"id" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "slice_counts" (
	"account_id" text NOT NULL,
	"type" text NOT NULL,
	"slice_region" text NOT NULL,
	"region" text NOT NULL,
	"status" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "slice_counts_account_id_type_slice_region_region_status_pk" PRIMARY KEY("account_id","type","slice_region","region","status")
);
--> statement-breakpoint
CREATE TABLE "tag_key_counts" (
	"account_id" text NOT NULL,
	"type" text NOT NULL,
	"slice_region" text NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "tag_key_counts_account_id_type_slice_region_key_pk" PRIMARY KEY("account_id","type","slice_region","key")
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"q" text NOT NULL,
	"columns" jsonb,
	"sort" text NOT NULL,
	"is_shared" boolean DEFAULT false NOT NULL,
	"owner_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user_preferences" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"default_view_id" uuid,
	"pinned_tags" text[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_preferences" ADD CONSTRAINT "user_preferences_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_preferences" ADD CONSTRAINT "user_preferences_default_view_id_saved_views_id_fk" FOREIGN KEY ("default_view_id") REFERENCES "public"."saved_views"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "resource_addresses_address_idx" ON "resource_addresses" USING gist ("address" inet_ops);--> statement-breakpoint
CREATE INDEX "search_terms_key_idx" ON "search_terms" USING btree ("key") WHERE "search_terms"."kind" = 'tag';--> statement-breakpoint
-- The planner knows how common the 1,000 commonest terms are: a search by a tag is planned by that.
ALTER TABLE "resource_search" ALTER COLUMN "terms" SET STATISTICS 1000;--> statement-breakpoint
-- A person's private views go with the person; shared ones stay, without an owner.
CREATE FUNCTION delete_private_views() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM saved_views WHERE owner_id = OLD.id AND NOT is_shared;
  RETURN OLD;
END
$$;--> statement-breakpoint
CREATE TRIGGER delete_private_views BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION delete_private_views();--> statement-breakpoint
-- From here on, nobody writes resources until this migration is committed, so that the counts begin exact. It reads the
-- table once: some seconds a million rows.
LOCK TABLE resources IN SHARE ROW EXCLUSIVE MODE;--> statement-breakpoint
-- Keeps slice_counts and tag_key_counts: one statement each for every statement on resources, in its transaction. Rows
-- with a count of 0 stay, so that a value that existed once is still known. Rows are always touched in one order.
CREATE FUNCTION count_resources() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO slice_counts (account_id, type, slice_region, region, status, count)
    SELECT account_id, type, slice_region, region, coalesce(status, ''), count(*) FROM new_rows
    WHERE removed_at IS NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (account_id, type, slice_region, region, status) DO UPDATE SET count = slice_counts.count + excluded.count;
    INSERT INTO tag_key_counts (account_id, type, slice_region, key, count)
    SELECT account_id, type, slice_region, key, count(*) FROM new_rows, jsonb_object_keys(tags) AS key
    WHERE removed_at IS NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (account_id, type, slice_region, key) DO UPDATE SET count = tag_key_counts.count + excluded.count;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO slice_counts (account_id, type, slice_region, region, status, count)
    SELECT account_id, type, slice_region, region, status, sum(step) FROM (
      SELECT account_id, type, slice_region, region, coalesce(status, '') AS status, 1 AS step FROM new_rows
      WHERE removed_at IS NULL
      UNION ALL
      SELECT account_id, type, slice_region, region, coalesce(status, ''), -1 FROM old_rows WHERE removed_at IS NULL
    ) steps GROUP BY 1, 2, 3, 4, 5 HAVING sum(step) <> 0 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (account_id, type, slice_region, region, status) DO UPDATE SET count = slice_counts.count + excluded.count;
    INSERT INTO tag_key_counts (account_id, type, slice_region, key, count)
    SELECT account_id, type, slice_region, key, sum(step) FROM (
      SELECT account_id, type, slice_region, key, 1 AS step FROM new_rows, jsonb_object_keys(tags) AS key
      WHERE removed_at IS NULL
      UNION ALL
      SELECT account_id, type, slice_region, key, -1 FROM old_rows, jsonb_object_keys(tags) AS key
      WHERE removed_at IS NULL
    ) steps GROUP BY 1, 2, 3, 4 HAVING sum(step) <> 0 ORDER BY 1, 2, 3, 4
    ON CONFLICT (account_id, type, slice_region, key) DO UPDATE SET count = tag_key_counts.count + excluded.count;
  ELSE
    DELETE FROM resource_search WHERE id IN (SELECT id FROM old_rows);
    DELETE FROM resource_addresses WHERE resource_id IN (SELECT id FROM old_rows);
    INSERT INTO slice_counts (account_id, type, slice_region, region, status, count)
    SELECT account_id, type, slice_region, region, coalesce(status, ''), -count(*) FROM old_rows
    WHERE removed_at IS NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (account_id, type, slice_region, region, status) DO UPDATE SET count = slice_counts.count + excluded.count;
    INSERT INTO tag_key_counts (account_id, type, slice_region, key, count)
    SELECT account_id, type, slice_region, key, -count(*) FROM old_rows, jsonb_object_keys(tags) AS key
    WHERE removed_at IS NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (account_id, type, slice_region, key) DO UPDATE SET count = tag_key_counts.count + excluded.count;
  END IF;
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER count_inserted_resources AFTER INSERT ON resources
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_resources();--> statement-breakpoint
CREATE TRIGGER count_updated_resources AFTER UPDATE ON resources
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_resources();--> statement-breakpoint
CREATE TRIGGER count_deleted_resources AFTER DELETE ON resources
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_resources();--> statement-breakpoint
-- What is there already. Values that only removed resources have are known too, with a count of 0.
INSERT INTO slice_counts (account_id, type, slice_region, region, status, count)
SELECT account_id, type, slice_region, region, coalesce(status, ''), count(*) FILTER (WHERE removed_at IS NULL)
FROM resources GROUP BY 1, 2, 3, 4, 5;--> statement-breakpoint
INSERT INTO tag_key_counts (account_id, type, slice_region, key, count)
SELECT account_id, type, slice_region, key, count(*) FROM resources, jsonb_object_keys(tags) AS key
WHERE removed_at IS NULL GROUP BY 1, 2, 3, 4;
