ALTER TABLE "attachments" ADD COLUMN "thumbnail_size" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "instance" ADD COLUMN "stored_bytes" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE "instance" SET "stored_bytes" = (SELECT coalesce(sum("size"), 0) FROM "attachments");
