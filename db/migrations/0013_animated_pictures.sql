ALTER TABLE "attachments" ADD COLUMN "animated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- An attachment as messages tell it. What is told is kept with the message, so that a page needs no join.
CREATE OR REPLACE FUNCTION told_attachment(a attachments) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object(
		'id', a.id, 'name', a.name, 'type', a.type, 'kind', a.kind, 'size', a.size, 'width', a.width, 'height', a.height,
		'url', '/api/attachments/' || a.id,
		'thumbnailUrl', CASE WHEN a.has_thumbnail THEN '/api/attachments/' || a.id || '/thumbnail' END,
		'animated', a.animated, 'alt', a.alt, 'spoiler', a.spoiler
	)
$$;
