import { Pin } from "lucide-react";

/** Screen readers hear of the pin in the label of the row. */
export function PinnedMark({ className }: { className: string }) {
	return <Pin size="0.75rem" aria-hidden="true" data-pinned className={`shrink-0 text-text-faint ${className}`} />;
}
