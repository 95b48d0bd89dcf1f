"""What stands between the network and the routes: how often, how slowly, from which pages."""
