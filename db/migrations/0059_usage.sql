CREATE TABLE "usage" (
	"kind" text NOT NULL,
	"id" bigint NOT NULL,
	"part" bigint GENERATED ALWAYS AS IDENTITY (sequence name "usage_part_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"bytes" bigint NOT NULL,
	CONSTRAINT "usage_kind_id_part_pk" PRIMARY KEY("kind","id","part"),
	CONSTRAINT "usage_kind" CHECK ("usage"."kind" in ('person', 'server', 'instance'))
);
--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "server_id" bigint;--> statement-breakpoint
ALTER TABLE "preview_pictures" ADD COLUMN "server_id" bigint;--> statement-breakpoint
ALTER TABLE "pictures" ADD COLUMN "size" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "instance" DROP COLUMN "stored_bytes";