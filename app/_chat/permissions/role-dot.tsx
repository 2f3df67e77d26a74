import type { Role } from "@/lib/realtime/protocol";

/** A role's colour, or a ring for a role without one. Decorative, because the name is beside it. */
export function RoleDot({ colour, className = "size-3" }: Pick<Role, "colour"> & { className?: string }) {
	return (
		<span
			aria-hidden="true"
			className={`shrink-0 rounded-full ${className}`}
			style={colour ? { background: `var(--role-${colour})` } : { boxShadow: "inset 0 0 0 2px var(--line-strong)" }}
		/>
	);
}
