/** Class loaders that would hide the agent's hooks from the code that calls them: told from others, and opened. */
package io.pageconsistency.agent.loaders;
