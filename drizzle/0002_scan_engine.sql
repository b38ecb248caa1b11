ALTER TABLE "resources" ADD COLUMN "tags_digest" text;--> statement-breakpoint
ALTER TABLE "scan_slices" ADD COLUMN "joined_slice_id" uuid;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "retry_of" uuid;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "only_slices" jsonb;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "has_tag_index" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "scan_slices" ADD CONSTRAINT "scan_slices_joined_slice_id_scan_slices_id_fk" FOREIGN KEY ("joined_slice_id") REFERENCES "public"."scan_slices"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scans" ADD CONSTRAINT "scans_retry_of_scans_id_fk" FOREIGN KEY ("retry_of") REFERENCES "public"."scans"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scan_slices_joined_slice_id_idx" ON "scan_slices" USING btree ("joined_slice_id");--> statement-breakpoint
CREATE INDEX "scan_slices_open_idx" ON "scan_slices" USING btree ("account_id") WHERE "scan_slices"."state" in ('waiting', 'running');