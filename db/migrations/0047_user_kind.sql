ALTER TABLE "users" ADD COLUMN "kind" text DEFAULT 'person' NOT NULL;--> statement-breakpoint
-- Until now an account without a password was the author of imported messages.
UPDATE "users" SET "kind" = 'placeholder' WHERE "password_hash" IS NULL;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "user_kind" CHECK ("users"."kind" in ('person', 'placeholder', 'deleted'));--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "password_of_a_person" CHECK ("users"."kind" = 'person' or "users"."password_hash" is null);