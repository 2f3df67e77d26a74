import type { DateFormat } from "@/app/_client/date-format";
import type { Author, Message } from "@/lib/realtime/protocol";
import type { MessageListRow } from "./list-rows";

/** The same for every row of a list. Kept as one object, so that rows which did not change are not rendered again. */
export type SharedRowProps = {
	clock: DateFormat;
	today: string;
	viewer: Author;
	/** May change messages of others. */
	canManage: boolean;
	/** May write here: without it, they do not edit either. */
	canWrite: boolean;
	connected: boolean;
};

export type MessageRowProps = {
	row: MessageListRow;
	shared: SharedRowProps;
	/** The time of the last read message, on the row where the unread ones begin. */
	since: string | null;
	original: Message | undefined;
	isActive: boolean;
	/** Undefined while no messages are being selected. */
	isSelected?: boolean | undefined;
	isEditing: boolean;
	isCursor: boolean;
	isFlashed: boolean;
	/** The row has no date divider above it, so its time includes the day. */
	isAlone?: boolean;
	onBusy: (busy: boolean) => void;
};

/** The viewer's permissions on a message. */
export function permissionsFor(
	message: Message,
	{ viewer, canManage, canWrite }: Pick<SharedRowProps, "viewer" | "canManage" | "canWrite">,
) {
	const isOwn = message.author.id === viewer.id && !message.system;
	return { canReply: canWrite, canEdit: isOwn && canWrite, canDelete: isOwn || canManage };
}

export type MessagePermissions = ReturnType<typeof permissionsFor>;

export const rowClass =
	"group/row relative grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 px-5 py-0.5 outline-none compact:grid-cols-[3.25rem_minmax(0,1fr)] compact:gap-x-2.5 compact:ps-3 compact:py-0 max-md:gap-x-2.5 max-md:px-3.5 focus-visible:rounded-md focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus!";
