/** Recognises class loaders that would hide the agent's hooks from woven code, and makes them find the hooks. */
package io.pageconsistency.agent.jdk.loaders;
