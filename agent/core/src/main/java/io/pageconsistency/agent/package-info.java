/** Starts the agent proper: in which order its parts are put in place, and what is said about it. */
package io.pageconsistency.agent;
