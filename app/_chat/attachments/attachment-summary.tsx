import { Paperclip } from "lucide-react";
import { isolated } from "@/lib/markdown";
import type { Attachment } from "@/lib/realtime/protocol";

const maxPictures = 4;

/** A message's attachments in one line: small pictures, and names of other files. */
export function AttachmentSummary({ attachments }: { attachments: Attachment[] }) {
	if (attachments.length === 0) return null;
	const pictures = attachments.flatMap(({ id, thumbnailUrl, alt, name, spoiler }) =>
		thumbnailUrl && !spoiler ? [{ id, src: thumbnailUrl, alt: alt || name }] : [],
	);
	const shown = pictures.slice(0, maxPictures);
	const named = attachments.filter(({ id }) => !pictures.some((one) => one.id === id)).map(({ name }) => name);
	const more = pictures.length - shown.length;
	return (
		<div className="mt-1 grid gap-1 text-xs text-text-muted">
			{shown.length > 0 && (
				<span className="flex items-center gap-1.5">
					{shown.map(({ id, src, alt }) => (
						// biome-ignore lint/performance/noImgElement: the server has made a thumbnail.
						<img key={id} src={src} alt={alt} loading="lazy" className="h-11 w-14 rounded-sm bg-sunken object-cover" />
					))}
					{more > 0 && <span>+{more}</span>}
				</span>
			)}
			{named.length > 0 && (
				<span className="flex min-w-0 items-center gap-1.5">
					<Paperclip size="0.8125rem" aria-hidden="true" className="shrink-0" />
					<span dir="auto" className="truncate">
						{named.map(isolated).join(", ")}
					</span>
				</span>
			)}
		</div>
	);
}
