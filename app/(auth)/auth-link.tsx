import Link from "next/link";
import type { ReactNode } from "react";

type Props = { page: string; callback: string; className?: string; children: ReactNode };

/** Link to another page of this kind; keeps the address to return to. */
export function AuthLink({ page, callback, className = "link max-md:inline-block max-md:py-3.5", children }: Props) {
	const href = callback === "/" ? page : `${page}?callbackUrl=${encodeURIComponent(callback)}`;
	return (
		<Link href={href} className={className}>
			{children}
		</Link>
	);
}
