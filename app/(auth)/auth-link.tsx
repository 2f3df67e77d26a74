import Link from "next/link";
import type { ReactNode } from "react";

/** Link to another page of this kind; keeps the address to return to. */
export function AuthLink({ page, callback, children }: { page: string; callback: string; children: ReactNode }) {
	const href = callback === "/" ? page : `${page}?callbackUrl=${encodeURIComponent(callback)}`;
	return (
		<Link href={href} className="link max-md:inline-block max-md:py-3.5">
			{children}
		</Link>
	);
}
