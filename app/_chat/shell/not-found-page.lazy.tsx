"use client";

import { lazy, Suspense } from "react";
import { registerPreload } from "@/app/_ui/lazy";

const load = () => import("./not-found-page").then((module) => ({ default: module.NotFoundPage }));
const Page = lazy(load);
registerPreload(load);

/** Every document brings its not-found page along: only this much of it. React's own `lazy`, so that the server renders it. */
export function NotFoundPage() {
	return (
		<Suspense>
			<Page />
		</Suspense>
	);
}
