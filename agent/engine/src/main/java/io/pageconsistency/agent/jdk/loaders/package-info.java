/** Class loaders that would hide the agent's hooks from woven code: recognises and opens them. */
package io.pageconsistency.agent.jdk.loaders;
