export type AttachmentKind = "image" | "video" | "audio" | "file";
export type Attachment = {
	id: number;
	name: string;
	type: string;
	kind: AttachmentKind;
	size: number;
	width: number | null;
	height: number | null;
	url: string;
	thumbnailUrl: string | null;
	animated?: boolean;
	alt: string;
	spoiler: boolean;
};
