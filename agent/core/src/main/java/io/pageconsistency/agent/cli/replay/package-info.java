/** The command that replays a recording. */
package io.pageconsistency.agent.cli.replay;
