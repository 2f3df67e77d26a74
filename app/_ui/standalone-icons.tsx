import type { ReactNode } from "react";

// Every document loads the scripts of the error and "not found" pages. These icons spare it a second copy of the library.

function Icon({ children }: { children: ReactNode }) {
	return (
		<svg
			viewBox="0 0 24 24"
			fill="none"
			stroke="currentColor"
			strokeWidth={1.75}
			strokeLinecap="round"
			strokeLinejoin="round"
			aria-hidden="true"
			className="mb-3 size-7 text-text-muted"
		>
			{children}
		</svg>
	);
}

export const ClosedDoorIcon = () => (
	<Icon>
		<path d="M19 21V5a2 2 0 00-2-2H7a2 2 0 00-2 2v16M2 21h20M9 12h.01" />
	</Icon>
);

export const UnpluggedIcon = () => (
	<Icon>
		<path d="m19 5 3-3M2 22l3-3M7.5 13.5 10 11M10.5 16.5 13 14" />
		<path d="M6.3 20.3a2.4 2.4 0 0 0 3.4 0L12 18l-6-6-2.3 2.3a2.4 2.4 0 0 0 0 3.4Z" />
		<path d="m12 6 6 6 2.3-2.3a2.4 2.4 0 0 0 0-3.4l-2.6-2.6a2.4 2.4 0 0 0-3.4 0Z" />
	</Icon>
);
