"use client";

// The same page, but inside the frame: the rail still works.
export { default } from "../error";
