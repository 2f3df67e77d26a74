import { DoorClosed } from "lucide-react";
import type { ReactNode } from "react";
import { DrawerButton } from "./mobile-drawer";

type Props = { heading: ReactNode; text: ReactNode; children: ReactNode };

/** In the place of what is gone, with the ways on from there. */
export function NothingHere({ heading, text, children }: Props) {
	return (
		<div className="flex min-h-0 flex-col overflow-x-hidden overflow-y-auto">
			<div className="p-1.5 md:hidden">
				<DrawerButton />
			</div>
			<div className="m-auto flex w-full max-w-110 flex-col items-center p-6 text-center">
				<DoorClosed size="1.75rem" strokeWidth={1.75} aria-hidden="true" className="mb-3 text-text-muted" />
				<h1 dir="auto" className="text-title font-title tracking-[-0.02em] wrap-anywhere">
					{heading}
				</h1>
				<p dir="auto" className="mt-1 text-message text-text-muted">
					{text}
				</p>
				<div className="mt-6 flex max-w-full flex-wrap justify-center gap-2.5">{children}</div>
			</div>
		</div>
	);
}
