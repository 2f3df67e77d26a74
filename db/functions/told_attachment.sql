-- An attachment as clients receive it. It is stored with the message, so that reading messages needs no join.
CREATE OR REPLACE FUNCTION told_attachment(a attachments) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object(
		'id', a.id, 'name', a.name, 'type', a.type, 'kind', a.kind, 'size', a.size, 'width', a.width, 'height', a.height,
		'url', '/api/attachments/' || a.id,
		'thumbnailUrl', CASE WHEN a.has_thumbnail THEN '/api/attachments/' || a.id || '/thumbnail' END,
		'animated', a.animated, 'alt', a.alt, 'spoiler', a.spoiler
	)
$$;
