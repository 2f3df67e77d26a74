"use client";

import NextLink from "next/link";
import type { ComponentProps } from "react";
import { useNavigate } from "@/app/_client/navigation/navigation";

type Props = Omit<ComponentProps<typeof NextLink>, "href" | "onNavigate"> & { href: string };

/** A link to another page of the app, which works without a connection too. */
export function Link({ href, ...props }: Props) {
	const navigate = useNavigate();
	return (
		<NextLink
			{...props}
			href={href}
			onNavigate={(event) => {
				event.preventDefault();
				navigate(href);
			}}
		/>
	);
}
