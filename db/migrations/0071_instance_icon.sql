ALTER TABLE "pictures" DROP CONSTRAINT "picture_place";--> statement-breakpoint
DROP INDEX "servers_popular";--> statement-breakpoint
ALTER TABLE "instance" ADD COLUMN "icon_url" text;--> statement-breakpoint
CREATE UNIQUE INDEX "picture_of_instance" ON "pictures" USING btree ("purpose") WHERE purpose = 'instance_icon';--> statement-breakpoint
CREATE INDEX "servers_popular" ON "servers" USING btree ("member_count" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE visibility = 'public';--> statement-breakpoint
ALTER TABLE "pictures" ADD CONSTRAINT "picture_place" CHECK ((user_id is not null) = (purpose = 'avatar') and (server_id is not null) = (purpose in ('icon', 'banner')));