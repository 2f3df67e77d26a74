import { Pin } from "lucide-react";

/** Hidden from screen readers, because the label of the row mentions the pin. */
export function PinnedMark({ className }: { className: string }) {
	return <Pin size="0.75rem" aria-hidden="true" data-pinned className={`shrink-0 text-text-faint ${className}`} />;
}
