import type { ReactNode } from "react";
import type { Author } from "@/lib/realtime/protocol";
import { Face, PersonName } from "../users/avatar-palettes";

type Props = {
	user: Author;
	/** The line below the name. */
	facts: ReactNode;
	/** The buttons beside it. */
	actions: ReactNode;
	/** Further lines. */
	children: ReactNode;
};

/** A user in a list of the settings, about whom something is to be decided. */
export function PersonRow({ user, facts, actions, children }: Props) {
	return (
		<li className="flex flex-wrap items-start gap-3 py-3">
			<Face person={user} size={36} />
			<div className="min-w-0 flex-1 basis-56">
				<h2 dir="auto" className="truncate text-sm font-semibold">
					<PersonName person={user} />
				</h2>
				<p dir="auto" className="text-meta text-text-faint wrap-anywhere">
					{facts}
				</p>
				{children}
			</div>
			{actions}
		</li>
	);
}
