import { Lock } from "lucide-react";
import type { ReactNode } from "react";

/** Says why a role cannot be changed or given. */
export function LockedNote({ children }: { children: ReactNode }) {
	return (
		<p className="flex items-start gap-2.5 rounded-[10px] border bg-sunken px-3 py-2.5 text-sm text-text-muted">
			<Lock size="1rem" aria-hidden="true" className="mt-0.5 shrink-0" />
			{children}
		</p>
	);
}
