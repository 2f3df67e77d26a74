ALTER TABLE "changes" DROP CONSTRAINT "change_place";--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "retention" jsonb;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "keep_days" integer;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "first_seq" bigint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "expired_uncounted" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "keep_days" integer;--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "change_place" CHECK ((seq is null) = (kind in ('purged', 'restored', 'expired')) and (seq is null) <> (seqs is null));