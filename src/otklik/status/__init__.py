"""How the installation is: its engines, the stages of the pipeline, lag and free space."""
